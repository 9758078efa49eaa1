using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Learning.Linear;

/// <summary>
/// The normal equations (G + λI)β = g of ridge regression in the coordinates x̃ = (x − c)/s: c = x̄ with an intercept and 0 without,
/// s = the weighted standard deviations when standardising and 1 otherwise.
/// </summary>
internal sealed class RidgeProblem
{
    public RidgeProblem(GramStatistics statistics, RidgeOptions options)
    {
        Statistics = statistics;
        Intercept = options.Intercept;
        Scale = new double[statistics.FeatureCount];
        for (int j = 0; j < Scale.Length; j++)
        {
            double deviation = Math.Sqrt(statistics.Scatter[j, j] / statistics.Weight);
            Scale[j] = options.Standardise && deviation > 0 ? deviation : 1;
        }

        Gram = new Matrix<double>(Scale.Length, Scale.Length);
        Moments = new Matrix<double>(Scale.Length, statistics.TargetCount);
        for (int i = 0; i < Scale.Length; i++)
        {
            for (int j = 0; j < Scale.Length; j++)
            {
                Gram[i, j] = Product(i, j) / (Scale[i] * Scale[j]);
            }

            for (int k = 0; k < Moments.Columns; k++)
            {
                Moments[i, k] = Product(i, Scale.Length + k) / Scale[i];
            }
        }
    }

    public GramStatistics Statistics { get; }

    /// <summary>G = Σ wᵢx̃ᵢx̃ᵢᵀ, d × d.</summary>
    public Matrix<double> Gram { get; }

    /// <summary>g = Σ wᵢx̃ᵢỹᵢ, d × K, with ỹ centred like x̃.</summary>
    public Matrix<double> Moments { get; }

    /// <summary>s, length d.</summary>
    public double[] Scale { get; }

    public bool Intercept { get; }

    /// <summary>c of feature or target column <paramref name="column"/>.</summary>
    public double Centre(int column) => Intercept ? Statistics.Mean[column] : 0;

    /// <summary>The linear function of x that <paramref name="scaled"/> is of x̃.</summary>
    /// <param name="target">Which target.</param>
    /// <param name="scaled">β in the coordinates x̃; replaced by the coefficients of x.</param>
    /// <returns>The intercept.</returns>
    public double ToOriginalUnits(int target, Span<double> scaled)
    {
        double intercept = Centre(Scale.Length + target);
        for (int j = 0; j < scaled.Length; j++)
        {
            scaled[j] /= Scale[j];
            intercept -= scaled[j] * Centre(j);
        }

        return intercept;
    }

    // Without an intercept the sums are about the origin: S + W z̄z̄ᵀ.
    private double Product(int i, int j) =>
        Statistics.Scatter[i, j] + (Intercept ? 0 : Statistics.Weight * Statistics.Mean[i] * Statistics.Mean[j]);
}
