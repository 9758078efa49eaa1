using OrleansRouter.Learning.Linear;
using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Learning.Decomposition;

/// <summary>
/// Principal component analysis: the leading eigenvectors of the scatter Σ(xᵢ − x̄)(xᵢ − x̄)ᵀ, which merges over shards. Where that
/// matrix would be larger than the data (d &gt; n) or than memory allows, the randomised SVD of the centred rows takes its place.
/// </summary>
[Paper("Pearson 1901", "principal axes")]
public static class Pca
{
    private const int LargestScatter = 4096;

    // Directions with less than 10⁻⁶ of the largest deviation are rounding in single precision.
    private const double RelativeVariance = 1e-12;

    /// <summary>Fits components to rows.</summary>
    /// <param name="features">n × d, finite.</param>
    /// <param name="options">Number of components, whitening.</param>
    /// <param name="seed">Seed of the random directions.</param>
    /// <param name="context">Threads, progress and cancellation.</param>
    /// <exception cref="ArgumentException">There are no rows, a value is not finite, an option is out of range, or all rows are equal.</exception>
    public static PcaModel Fit(Matrix<float> features, PcaOptions options, ulong seed, FitContext context)
    {
        FitGuard.Check(features, features.Rows, weights: null);
        FitGuard.Validated(options);
        if (features.Columns <= Math.Min(features.Rows, LargestScatter))
        {
            return Fit(GramStatistics.Compute(features, new Matrix<double>(features.Rows, 0), null, context), options, seed, context);
        }

        double[] mean = LabelledRows.All(features, new Matrix<double>(features.Rows, 0), null).Mean(context);
        var svdOptions = new SvdOptions { Rank = options.Components, PowerIterations = 8 };
        TruncatedSvd svd = RandomizedSvd.Factor(new DenseOperator(features, mean), svdOptions, seed, context);
        return Build(mean, features.Rows, [.. svd.SingularValues.Select(s => s * s)], svd.RightVectors, 0, options);
    }

    /// <summary>Fits components to merged statistics; targets in them are ignored.</summary>
    /// <exception cref="ArgumentException">An option is out of range, or all rows are equal.</exception>
    public static PcaModel Fit(GramStatistics statistics, PcaOptions options, ulong seed, FitContext context)
    {
        FitGuard.Validated(options);
        LeadingEigen eigen = LeadingEigen.Of(statistics.FeatureScatter(), options.Components, seed, context);
        return Build(statistics.Mean[..statistics.FeatureCount], statistics.Weight, eigen.Values, eigen.Vectors, eigen.Residual, options);
    }

    private static PcaModel Build(double[] mean, double weight, double[] values, Matrix<double> vectors, double residual, PcaOptions options)
    {
        int count = values.TakeWhile(v => v > RelativeVariance * values[0]).Count();
        if (count == 0)
        {
            throw new ArgumentException("All rows are equal; there are no directions of variance.", nameof(mean));
        }

        double[] signs = Signs.OfLargestEntries(vectors);
        var components = new Matrix<double>(count, vectors.Rows);
        for (int k = 0; k < count; k++)
        {
            for (int j = 0; j < vectors.Rows; j++)
            {
                components[k, j] = signs[k] * vectors[j, k];
            }
        }

        return new PcaModel(mean, components, [.. values.Take(count).Select(v => v / (weight - 1))], options.Whiten, residual);
    }
}
