using System.ComponentModel.DataAnnotations;

namespace OrleansRouter.Learning.Linear;

/// <summary>Options of the lasso: minimise Σ wᵢ(yᵢ − b − xᵢᵀβ)²/(2W) + α‖β‖₁, the intercept b unpenalised.</summary>
public sealed record LassoOptions
{
    /// <summary>α, in the units of y times those of x. Default 0.01.</summary>
    [Range(0, 1e12)] public double Penalty { get; init; } = 0.01;

    /// <summary>Whether an unpenalised constant is fitted. Default true.</summary>
    public bool Intercept { get; init; } = true;

    /// <summary>Whether α applies to features scaled to unit weighted variance; coefficients are reported in the original units. Default false.</summary>
    public bool Standardise { get; init; }

    /// <summary>Sweeps over all coefficients after which the fit gives up. Default 100,000.</summary>
    [Range(1, 100_000_000)] public int MaxSweeps { get; init; } = 100_000;
}
