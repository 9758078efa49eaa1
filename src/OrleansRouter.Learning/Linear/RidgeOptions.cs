using System.ComponentModel.DataAnnotations;

namespace OrleansRouter.Learning.Linear;

/// <summary>Options of ridge regression: minimise Σ wᵢ(yᵢ − b − xᵢᵀβ)² + λ‖β‖², the intercept b unpenalised.</summary>
public sealed record RidgeOptions
{
    /// <summary>λ; null (the default) chooses it for every target by the exact leave-one-out error over the grid below.</summary>
    [Range(0, 1e12)] public double? Penalty { get; init; }

    /// <summary>Smallest λ of the grid. Default 10⁻³.</summary>
    [Range(1e-12, 1e12)] public double MinPenalty { get; init; } = 1e-3;

    /// <summary>Largest λ of the grid, at least <see cref="MinPenalty"/>. Default 10⁵.</summary>
    [Range(1e-12, 1e12)] public double MaxPenalty { get; init; } = 1e5;

    /// <summary>Number of λ in the grid, evenly spaced in log λ. Default 17 (two per decade).</summary>
    [Range(1, 1000)] public int PenaltyCount { get; init; } = 17;

    /// <summary>Whether an unpenalised constant is fitted. Default true.</summary>
    public bool Intercept { get; init; } = true;

    /// <summary>Whether λ applies to features scaled to unit weighted variance; coefficients are reported in the original units. Default false.</summary>
    public bool Standardise { get; init; }

    /// <summary>The grid of λ, ascending; the single <see cref="Penalty"/> where that is set.</summary>
    public double[] PenaltyGrid()
    {
        if (Penalty is { } single)
        {
            return [single];
        }

        double ratio = PenaltyCount > 1 ? Math.Pow(MaxPenalty / MinPenalty, 1.0 / (PenaltyCount - 1)) : 1;
        return [.. Enumerable.Range(0, PenaltyCount).Select(i => MinPenalty * Math.Pow(ratio, i))];
    }

    /// <summary>These options after every check.</summary>
    /// <exception cref="ArgumentException">A value lies outside its range, or the grid runs backwards.</exception>
    public RidgeOptions Validated()
    {
        FitGuard.Validated(this);
        return MaxPenalty >= MinPenalty
            ? this
            : throw new ArgumentException($"RidgeOptions: MaxPenalty {MaxPenalty} must be at least MinPenalty {MinPenalty}.");
    }
}
