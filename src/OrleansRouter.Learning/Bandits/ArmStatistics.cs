using System.Numerics.Tensors;
using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.Learning.Bandits;

/// <summary>All that linear bandits need to know of one arm's observations (z, r, w): Σw, Σw·zzᵀ and Σw·r·z. Immutable; adds up over shards.</summary>
public sealed class ArmStatistics
{
    private const string Section = "bandit-arm";
    private readonly double[] _gram;
    private readonly double[] _moment;

    /// <summary>Takes ownership of the arrays.</summary>
    internal ArmStatistics(double weight, double[] gram, double[] moment)
    {
        Weight = weight;
        _gram = gram;
        _moment = moment;
    }

    /// <summary>No observation.</summary>
    /// <param name="dimension">d, from 1 to 46,340.</param>
    public static ArmStatistics Empty(int dimension) => dimension is >= 1 and <= PackedSymmetric.LargestDimension
        ? new(0, new double[PackedSymmetric.Length(dimension)], new double[dimension])
        : throw new ArgumentOutOfRangeException(
            nameof(dimension), dimension, $"Must lie in [1, {PackedSymmetric.LargestDimension}].");

    /// <summary>d.</summary>
    public int Dimension => _moment.Length;

    /// <summary>Σw, the number of observations when every weight is 1.</summary>
    public double Weight { get; }

    /// <summary>Σw·zzᵀ, the upper triangle by rows.</summary>
    public ReadOnlySpan<double> Gram => _gram;

    /// <summary>Σw·r·z.</summary>
    public ReadOnlySpan<double> Moment => _moment;

    /// <summary>The sums with one observation more.</summary>
    /// <param name="context">z, length d, finite.</param>
    /// <param name="reward">r, finite.</param>
    /// <param name="weight">w, finite and ≥ 0.</param>
    public ArmStatistics With(ReadOnlySpan<float> context, double reward, double weight = 1)
    {
        BanditGuard.Context(context, Dimension);
        BanditGuard.Observation(reward, weight);
        double[] gram = [.. _gram], moment = [.. _moment], z = new double[Dimension];
        TensorPrimitives.ConvertTruncating(context, z);
        PackedSymmetric.AddOuter(gram, z, weight);
        TensorPrimitives.MultiplyAdd<double>(z, weight * reward, moment, moment);
        return new ArmStatistics(Weight + weight, gram, moment);
    }

    /// <summary>The observations of both.</summary>
    /// <exception cref="ArgumentException">The dimensions differ.</exception>
    public ArmStatistics Merge(ArmStatistics other)
    {
        if (other.Dimension != Dimension)
        {
            throw new ArgumentException($"Statistics of dimension {other.Dimension} do not merge into dimension {Dimension}.", nameof(other));
        }

        double[] gram = new double[_gram.Length], moment = new double[_moment.Length];
        TensorPrimitives.Add(Gram, other.Gram, gram);
        TensorPrimitives.Add(Moment, other.Moment, moment);
        return new ArmStatistics(Weight + other.Weight, gram, moment);
    }

    /// <summary>The observations with every weight multiplied by γ.</summary>
    /// <param name="factor">γ ∈ [0, 1].</param>
    public ArmStatistics Discount(double factor)
    {
        BanditGuard.Discount(factor);
        double[] gram = new double[_gram.Length], moment = new double[_moment.Length];
        TensorPrimitives.Multiply(Gram, factor, gram);
        TensorPrimitives.Multiply(Moment, factor, moment);
        return new ArmStatistics(Weight * factor, gram, moment);
    }

    /// <summary>The sums with the belief that θ is 0, worth p observations of length 1 along every axis: Σw·zzᵀ + p·I. Σw stays.</summary>
    /// <param name="precision">p, finite and ≥ 0.</param>
    public ArmStatistics WithPrecision(double precision)
    {
        BanditGuard.Observation(0, precision);
        double[] gram = [.. _gram];
        for (int k = 0; k < Dimension; k++)
        {
            PackedSymmetric.Row(gram, Dimension, k)[0] += precision;
        }

        return new ArmStatistics(Weight, gram, [.. _moment]);
    }

    /// <summary>Writes the sums; equal statistics give equal bytes.</summary>
    public void Write(ModelWriter writer)
    {
        writer.Section(Section, 1);
        writer.Write(Weight);
        writer.Write(Gram);
        writer.Write(Moment);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="ModelFormatException">The bytes are damaged or of a newer version.</exception>
    public static ArmStatistics Read(ModelReader reader)
    {
        reader.Section(Section, 1);
        double weight = reader.ReadDouble();
        double[] gram = reader.ReadDoubles(), moment = reader.ReadDoubles();
        bool fits = moment.Length is >= 1 and <= PackedSymmetric.LargestDimension
            && gram.Length == PackedSymmetric.Length(moment.Length)
            && weight is >= 0 and < double.PositiveInfinity
            && TensorPrimitives.IsFiniteAll<double>(gram) && TensorPrimitives.IsFiniteAll<double>(moment);
        return fits ? new ArmStatistics(weight, gram, moment) : throw new ModelFormatException(
            $"Arm statistics of weight {weight} with {gram.Length} second and {moment.Length} first moments are not valid.");
    }
}
