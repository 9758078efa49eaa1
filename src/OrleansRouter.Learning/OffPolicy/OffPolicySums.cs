using System.Numerics.Tensors;
using OrleansRouter.Learning.Serialization;
using OrleansRouter.Learning.Statistics;

namespace OrleansRouter.Learning.OffPolicy;

/// <summary>Everything that the estimators and their intervals sum over rows, the bootstrap's part by group of rows.</summary>
internal sealed class OffPolicySums(int groups)
{
    private const string Section = "off-policy-sums";

    /// <summary>n by group.</summary>
    public double[] Rows { get; private set; } = new double[groups];

    /// <summary>Σw by group.</summary>
    public double[] Weights { get; private set; } = new double[groups];

    /// <summary>Σwr by group.</summary>
    public double[] WeightedRewards { get; private set; } = new double[groups];

    /// <summary>Σr by group.</summary>
    public double[] Rewards { get; private set; } = new double[groups];

    /// <summary>Σφ by group.</summary>
    public double[] RobustTerms { get; private set; } = new double[groups];

    /// <summary>Moments of wr over rows.</summary>
    public Moments InverseTerms { get; private set; }

    /// <summary>Moments of φ over rows.</summary>
    public Moments RobustMoments { get; private set; }

    /// <summary>Σw².</summary>
    public double SquaredWeight { get; private set; }

    /// <summary>Σ(π/μ − w).</summary>
    public double ExcessWeight { get; private set; }

    /// <summary>Σ(π/μ − w)·r.</summary>
    public double ExcessReward { get; private set; }

    /// <summary>Σ(π/μ − w)·(r − q̂).</summary>
    public double ExcessResidual { get; private set; }

    /// <summary>max π/μ.</summary>
    public double LargestWeight { get; private set; }

    /// <summary>Rows whose weight was clipped.</summary>
    public long ClippedRows { get; private set; }

    public void Add(ulong unit, ImportanceWeight weight, in LoggedOutcome row)
    {
        int group = Group(unit);
        double term = InversePropensity.Term(weight.Value, row.Reward), robust = DoublyRobust.Term(weight.Value, row);
        Rows[group]++;
        Weights[group] += weight.Value;
        WeightedRewards[group] += term;
        Rewards[group] += row.Reward;
        RobustTerms[group] += robust;
        InverseTerms = InverseTerms.Add(term);
        RobustMoments = RobustMoments.Add(robust);
        SquaredWeight += weight.Value * weight.Value;
        ExcessWeight += weight.Excess;
        ExcessReward += weight.Excess * row.Reward;
        ExcessResidual += weight.Excess * (row.Reward - row.PredictedReward);
        LargestWeight = Math.Max(LargestWeight, weight.Value + weight.Excess);
        ClippedRows += weight.Excess > 0 ? 1 : 0;
    }

    public void Add(OffPolicySums other)
    {
        foreach ((double[] into, double[] from) in Groups().Zip(other.Groups()))
        {
            TensorPrimitives.Add<double>(into, from, into);
        }

        InverseTerms = InverseTerms.Merge(other.InverseTerms);
        RobustMoments = RobustMoments.Merge(other.RobustMoments);
        SquaredWeight += other.SquaredWeight;
        ExcessWeight += other.ExcessWeight;
        ExcessReward += other.ExcessReward;
        ExcessResidual += other.ExcessResidual;
        LargestWeight = Math.Max(LargestWeight, other.LargestWeight);
        ClippedRows += other.ClippedRows;
    }

    public void Write(ModelWriter writer)
    {
        writer.Section(Section, 2);
        foreach (double[] values in Groups())
        {
            writer.Write(values);
        }

        Write(writer, InverseTerms);
        Write(writer, RobustMoments);
        writer.Write([SquaredWeight, ExcessWeight, ExcessReward, ExcessResidual, LargestWeight]);
        writer.Write(ClippedRows);
    }

    public static OffPolicySums Read(ModelReader reader, int groups)
    {
        reader.Section(Section, 2);
        var read = new OffPolicySums(groups)
        {
            Rows = reader.ReadDoubles(),
            Weights = reader.ReadDoubles(),
            WeightedRewards = reader.ReadDoubles(),
            Rewards = reader.ReadDoubles(),
            RobustTerms = reader.ReadDoubles(),
            InverseTerms = ReadMoments(reader),
            RobustMoments = ReadMoments(reader),
        };
        double[] totals = reader.ReadDoubles();
        if (read.Groups().Any(values => values.Length != groups) || totals.Length != 5)
        {
            throw new ModelFormatException($"The sums of an evaluation do not have {groups} groups and 5 totals.");
        }

        (read.SquaredWeight, read.ExcessWeight, read.ExcessReward, read.ExcessResidual, read.LargestWeight) =
            (totals[0], totals[1], totals[2], totals[3], totals[4]);
        read.ClippedRows = reader.ReadInt64();
        return read;
    }

    private IEnumerable<double[]> Groups() => [Rows, Weights, WeightedRewards, Rewards, RobustTerms];

    // Multiplicative hashing: the high bits of unit·2⁶⁴/φ, scaled to the number of groups.
    private int Group(ulong unit) => (int)Math.BigMul(unit * 0x9E3779B97F4A7C15UL, (ulong)Rows.Length, out _);

    private static void Write(ModelWriter writer, Moments moments)
    {
        writer.Write(moments.Count);
        writer.Write(moments.Mean);
        writer.Write(moments.M2);
    }

    private static Moments ReadMoments(ModelReader reader) => new(reader.ReadInt64(), reader.ReadDouble(), reader.ReadDouble());
}
