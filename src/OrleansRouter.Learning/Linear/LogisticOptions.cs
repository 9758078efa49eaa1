using System.ComponentModel.DataAnnotations;

namespace OrleansRouter.Learning.Linear;

/// <summary>Options of logistic regression: minimise Σ wᵢ·ln(1 + exp(−sᵢ(b + xᵢᵀβ))) + ½λ‖β‖², s = ±1, the intercept b unpenalised.</summary>
public sealed record LogisticOptions
{
    /// <summary>λ, the inverse of scikit-learn's C. Default 1.</summary>
    [Range(1e-9, 1e12)] public double Penalty { get; init; } = 1;

    /// <summary>Whether an unpenalised constant is fitted. Default true.</summary>
    public bool Intercept { get; init; } = true;

    /// <summary>Whether λ applies to features scaled to unit weighted variance; coefficients are reported in the original units. Default false.</summary>
    public bool Standardise { get; init; }

    /// <summary>Newton steps after which the fit gives up. Default 100; about 10 are usual.</summary>
    [Range(1, 10_000)] public int MaxIterations { get; init; } = 100;
}
