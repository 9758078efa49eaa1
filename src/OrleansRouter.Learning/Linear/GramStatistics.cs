using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.Learning.Linear;

/// <summary>
/// All that least squares needs to know about n rows z = [x; y] of d features and K targets: the weight W = Σwᵢ, the mean z̄ and the
/// scatter S = Σ wᵢ(zᵢ − z̄)(zᵢ − z̄)ᵀ. Statistics of disjoint rows merge into those of their union.
/// </summary>
/// <remarks>Centred before squaring, so large offsets cost no digits. Merging is associative and commutative up to rounding.</remarks>
[Paper("Chan, Golub, LeVeque 1979", "eq. 2.1")]
public sealed class GramStatistics
{
    private const string SectionName = "gram";

    private GramStatistics(int featureCount, double weight, double[] mean, Matrix<double> scatter)
    {
        FeatureCount = featureCount;
        Weight = weight;
        Mean = mean;
        Scatter = scatter;
    }

    /// <summary>Number of features d.</summary>
    public int FeatureCount { get; }

    /// <summary>Number of targets K.</summary>
    public int TargetCount => Mean.Length - FeatureCount;

    /// <summary>W = Σwᵢ.</summary>
    public double Weight { get; }

    /// <summary>z̄: d feature means, then K target means. Treat as read-only.</summary>
    public double[] Mean { get; }

    /// <summary>S, (d + K) × (d + K), symmetric. Treat as read-only.</summary>
    public Matrix<double> Scatter { get; }

    /// <summary>The features' own block of S, d × d, copied.</summary>
    public Matrix<double> FeatureScatter()
    {
        var block = new Matrix<double>(FeatureCount, FeatureCount);
        for (int i = 0; i < FeatureCount; i++)
        {
            Scatter.Row(i)[..FeatureCount].CopyTo(block.Row(i));
        }

        return block;
    }

    /// <summary>The statistics of all rows.</summary>
    /// <param name="features">n × d, finite.</param>
    /// <param name="targets">n × K, finite.</param>
    /// <param name="weights">Length n, finite and ≥ 0, or null for all ones.</param>
    /// <param name="context">Threads and cancellation.</param>
    /// <exception cref="ArgumentException">Lengths differ, there are no rows, or a value is not finite.</exception>
    public static GramStatistics Compute(Matrix<float> features, Matrix<double> targets, double[]? weights, FitContext context)
    {
        FitGuard.Check(features, targets.Rows, weights);
        FitGuard.CheckFinite(targets, nameof(targets));
        return Compute(LabelledRows.All(features, targets, weights), context);
    }

    /// <summary>The statistics of the rows of both.</summary>
    /// <exception cref="ArgumentException">The numbers of features or targets differ.</exception>
    public GramStatistics Merge(GramStatistics other)
    {
        if (other.FeatureCount != FeatureCount || other.TargetCount != TargetCount)
        {
            throw new ArgumentException(
                $"Statistics of {other.FeatureCount} features and {other.TargetCount} targets do not merge with {FeatureCount} and {TargetCount}.", nameof(other));
        }

        double weight = Weight + other.Weight, share = other.Weight / weight;
        double[] delta = [.. other.Mean.Zip(Mean, (b, a) => b - a)];
        double[] mean = [.. Mean.Zip(delta, (a, step) => a + (step * share))];
        var scatter = new Matrix<double>(mean.Length, mean.Length);
        for (int i = 0; i < mean.Length; i++)
        {
            for (int j = 0; j < mean.Length; j++)
            {
                scatter[i, j] = Scatter[i, j] + other.Scatter[i, j] + (delta[i] * delta[j] * Weight * share);
            }
        }

        return new GramStatistics(FeatureCount, weight, mean, scatter);
    }

    /// <summary>Writes the statistics; equal statistics give equal bytes.</summary>
    public void Write(ModelWriter writer)
    {
        writer.Section(SectionName, 1);
        writer.Write(FeatureCount);
        writer.Write(Weight);
        writer.Write(Mean);
        writer.Write(Scatter);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="ModelFormatException">The bytes are damaged or of a newer version.</exception>
    public static GramStatistics Read(ModelReader reader)
    {
        reader.Section(SectionName, 1);
        int featureCount = reader.ReadInt32(0, int.MaxValue);
        double weight = reader.ReadDouble();
        double[] mean = reader.ReadDoubles();
        Matrix<double> scatter = reader.ReadDoubleMatrix();
        return weight > 0 && featureCount <= mean.Length && scatter.Rows == mean.Length && scatter.Columns == mean.Length
            ? new GramStatistics(featureCount, weight, mean, scatter)
            : throw new ModelFormatException(
                $"Gram statistics of weight {weight} and {mean.Length} columns, {featureCount} of them features, carry a {scatter.Rows} × {scatter.Columns} scatter.");
    }

    internal static GramStatistics Compute(LabelledRows rows, FitContext context)
    {
        double[] mean = rows.Mean(context);
        Matrix<double> scatter = DenseProducts.Scatter(rows.Count, rows.Width, (i, z) => rows.ReadCentred(i, mean, z), context);
        return new GramStatistics(rows.FeatureCount, rows.TotalWeight, mean, scatter);
    }
}
