using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Learning.Linear;

/// <summary>The normal equations Gβ = g of least squares in the coordinates x̃ of a <see cref="FeatureScaling"/>; ridge and lasso add their penalties.</summary>
internal sealed class NormalEquations
{
    private readonly GramStatistics _statistics;

    public NormalEquations(GramStatistics statistics, bool intercept, bool standardise)
    {
        _statistics = statistics;
        Intercept = intercept;
        Scaling = FeatureScaling.Of(statistics, intercept, standardise);
        double[] scale = Scaling.Scale;
        Gram = new Matrix<double>(scale.Length, scale.Length);
        Moments = new Matrix<double>(scale.Length, statistics.TargetCount);
        for (int i = 0; i < scale.Length; i++)
        {
            for (int j = 0; j < scale.Length; j++)
            {
                Gram[i, j] = Product(i, j) / (scale[i] * scale[j]);
            }

            for (int k = 0; k < Moments.Columns; k++)
            {
                Moments[i, k] = Product(i, scale.Length + k) / scale[i];
            }
        }
    }

    public NormalEquations(GramStatistics statistics, RidgeOptions options) : this(statistics, options.Intercept, options.Standardise)
    {
    }

    public FeatureScaling Scaling { get; }

    public bool Intercept { get; }

    /// <summary>W = Σwᵢ.</summary>
    public double Weight => _statistics.Weight;

    public int FeatureCount => _statistics.FeatureCount;

    /// <summary>G = Σ wᵢx̃ᵢx̃ᵢᵀ, d × d.</summary>
    public Matrix<double> Gram { get; }

    /// <summary>g = Σ wᵢx̃ᵢỹᵢ, d × K, with ỹ centred like x̃.</summary>
    public Matrix<double> Moments { get; }

    /// <summary>What ỹ of a target is centred by: its mean with an intercept, else 0.</summary>
    public double TargetCentre(int target) => Intercept ? _statistics.Mean[FeatureCount + target] : 0;

    /// <summary>Σ wᵢỹᵢ² of a target.</summary>
    public double TargetSquares(int target) => Product(FeatureCount + target, FeatureCount + target);

    /// <summary>Turns coefficients of x̃ for a target into coefficients of x.</summary>
    /// <returns>The intercept.</returns>
    public double ToOriginalUnits(int target, Span<double> coefficients) => Scaling.ToOriginalUnits(coefficients, TargetCentre(target));

    // Without an intercept the sums are about the origin: S + W z̄z̄ᵀ.
    private double Product(int i, int j) =>
        _statistics.Scatter[i, j] + (Intercept ? 0 : Weight * _statistics.Mean[i] * _statistics.Mean[j]);
}
