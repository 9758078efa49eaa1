using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.Learning.Bandits;

/// <summary>The evidence of a bandit: one <see cref="ArmStatistics"/> per named arm. Immutable; no prior, penalty or rule is part of it.</summary>
/// <remarks>
/// Shards start from <see cref="Empty"/> and their sums merge in any order into what one machine would have. What is believed of a new arm
/// beforehand (from its price or description) is added with <see cref="With"/> as pseudo-observations, once, not in every shard.
/// </remarks>
public sealed class BanditStatistics
{
    private const string Section = "bandit-statistics";
    private readonly ArmStatistics[] _statistics;

    /// <summary>Takes ownership of the arrays, of equal length.</summary>
    internal BanditStatistics(string[] arms, int dimension, ArmStatistics[] statistics)
    {
        Arms = arms;
        Dimension = dimension;
        _statistics = statistics;
    }

    /// <summary>The names of the arms, distinct.</summary>
    public IReadOnlyList<string> Arms { get; }

    /// <summary>d, the length of a context.</summary>
    public int Dimension { get; }

    /// <summary>The evidence of arm <paramref name="arm"/>.</summary>
    public ArmStatistics this[int arm] => _statistics[arm];

    /// <summary>No observation of any arm.</summary>
    /// <param name="arms">Distinct names, at least one.</param>
    /// <param name="dimension">d, from 1 to 46,340.</param>
    /// <exception cref="ArgumentException">There is no arm, or a name repeats.</exception>
    public static BanditStatistics Empty(IEnumerable<string> arms, int dimension)
    {
        string[] names = Distinct(arms);
        var none = ArmStatistics.Empty(dimension);
        return new BanditStatistics(names, dimension, [.. names.Select(_ => none)]);
    }

    /// <summary>The evidence of named arms.</summary>
    /// <param name="arms">Distinct names, at least one.</param>
    /// <param name="statistics">As many, of one dimension.</param>
    /// <exception cref="ArgumentException">A name repeats, or numbers or dimensions differ.</exception>
    public static BanditStatistics Of(IEnumerable<string> arms, IEnumerable<ArmStatistics> statistics)
    {
        string[] names = Distinct(arms);
        ArmStatistics[] each = [.. statistics];
        return each.Length == names.Length && each.All(s => s.Dimension == each[0].Dimension)
            ? new BanditStatistics(names, each[0].Dimension, each)
            : throw new ArgumentException(
                $"{each.Length} statistics for {names.Length} arms; expected one each, all of the same dimension.", nameof(statistics));
    }

    /// <summary>The same evidence for another list of arms: arms that are not in it are forgotten, new ones start without evidence.</summary>
    /// <param name="arms">Distinct names, at least one, in the wanted order.</param>
    public BanditStatistics ForArms(IEnumerable<string> arms)
    {
        string[] names = Distinct(arms);
        var none = ArmStatistics.Empty(Dimension);
        return new BanditStatistics(names, Dimension, [.. names.Select(name => IndexOf(name) is >= 0 and int k ? _statistics[k] : none)]);
    }

    /// <summary>The evidence with one observation, or pseudo-observation, more; O(d²). Long loops use <see cref="BanditLearner"/>.</summary>
    /// <param name="arm">Index of the arm.</param>
    /// <param name="context">z, length d, finite.</param>
    /// <param name="reward">r, finite.</param>
    /// <param name="weight">w, finite and ≥ 0; of a prior: how many observations the belief is worth.</param>
    public BanditStatistics With(int arm, ReadOnlySpan<float> context, double reward, double weight = 1)
    {
        BanditGuard.Arm(arm, Arms.Count);
        ArmStatistics[] statistics = [.. _statistics];
        statistics[arm] = statistics[arm].With(context, reward, weight);
        return new BanditStatistics([.. Arms], Dimension, statistics);
    }

    /// <summary>The observations of both.</summary>
    /// <exception cref="ArgumentException">The arms or their order differ (use <see cref="ForArms"/> first), or the dimensions do.</exception>
    public BanditStatistics Merge(BanditStatistics other)
    {
        if (!Arms.SequenceEqual(other.Arms, StringComparer.Ordinal))
        {
            throw new ArgumentException(
                $"Arms [{string.Join(", ", other.Arms)}] do not merge into [{string.Join(", ", Arms)}].", nameof(other));
        }

        return new BanditStatistics([.. Arms], Dimension, [.. _statistics.Zip(other._statistics, (a, b) => a.Merge(b))]);
    }

    /// <summary>Multiplies the weight of every observation of every arm by γ, so that newer evidence counts more.</summary>
    /// <remarks>Called before every observation this gives D-LinUCB's weighted least squares (whose widths differ from those here); once an hour or a day it costs next to nothing.</remarks>
    /// <param name="factor">γ ∈ [0, 1]; the penalty λ is not part of the evidence and stays.</param>
    [Paper("Russac, Vernade, Cappé 2019", "weighted least squares")]
    public BanditStatistics Discount(double factor) =>
        new([.. Arms], Dimension, [.. _statistics.Select(s => s.Discount(factor))]);

    /// <summary>Writes names and sums; equal statistics give equal bytes.</summary>
    public void Write(ModelWriter writer)
    {
        writer.Section(Section, 1);
        writer.Write(Arms);
        writer.Write(Dimension);
        foreach (ArmStatistics arm in _statistics)
        {
            arm.Write(writer);
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="ModelFormatException">The bytes are damaged or of a newer version.</exception>
    public static BanditStatistics Read(ModelReader reader)
    {
        reader.Section(Section, 1);
        string[] arms = reader.ReadStrings();
        int dimension = reader.ReadInt32(1, PackedSymmetric.LargestDimension);
        if (arms.Length == 0 || arms.Distinct(StringComparer.Ordinal).Count() != arms.Length)
        {
            throw new ModelFormatException($"Arms [{string.Join(", ", arms)}]: expected at least one, and distinct names.");
        }

        var statistics = new ArmStatistics[arms.Length];
        for (int k = 0; k < arms.Length; k++)
        {
            statistics[k] = ArmStatistics.Read(reader);
            if (statistics[k].Dimension != dimension)
            {
                throw new ModelFormatException($"Arm '{arms[k]}' has dimension {statistics[k].Dimension}; expected {dimension}.");
            }
        }

        return new BanditStatistics(arms, dimension, statistics);
    }

    private int IndexOf(string arm) => Array.FindIndex([.. Arms], name => string.Equals(name, arm, StringComparison.Ordinal));

    private static string[] Distinct(IEnumerable<string> arms)
    {
        string[] names = [.. arms];
        return names.Length > 0 && names.Distinct(StringComparer.Ordinal).Count() == names.Length
            ? names
            : throw new ArgumentException($"Arms [{string.Join(", ", names)}]: expected at least one, and distinct names.", nameof(arms));
    }
}
