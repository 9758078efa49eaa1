using System.ComponentModel.DataAnnotations;
using OrleansRouter.Learning.Linear;

namespace OrleansRouter.Routing.Families.Ridge;

/// <summary>Options of the ridge family.</summary>
public sealed record RidgeRouterOptions
{
    /// <summary>λ of every regression; null (the default) chooses from the grid below, as <see cref="Choice"/> says.</summary>
    [Range(0, 1e12)] public double? Penalty { get; init; }

    /// <summary>Smallest λ of the grid. Default 10⁻³.</summary>
    [Range(1e-12, 1e12)] public double MinPenalty { get; init; } = 1e-3;

    /// <summary>Largest λ of the grid. Default 10⁵.</summary>
    [Range(1e-12, 1e12)] public double MaxPenalty { get; init; } = 1e5;

    /// <summary>Number of λ in the grid, evenly spaced in log λ. Default 17 (two per decade).</summary>
    [Range(1, 1000)] public int PenaltyCount { get; init; } = 17;

    /// <summary>Whether λ applies to features scaled to unit variance. Default false.</summary>
    public bool Standardise { get; init; }

    /// <summary>How λ is chosen. Default by utility.</summary>
    public PenaltyChoice Choice { get; init; } = PenaltyChoice.Utility;

    /// <summary>The same for the regressions.</summary>
    internal RidgeOptions ToRidgeOptions() => new()
    {
        Penalty = Penalty,
        MinPenalty = MinPenalty,
        MaxPenalty = MaxPenalty,
        PenaltyCount = PenaltyCount,
        Standardise = Standardise,
    };
}

/// <summary>How the penalty is chosen.</summary>
public enum PenaltyChoice
{
    /// <summary>
    /// One λ for all costs and risks by their leave-one-out error, and one for all qualities by the utility of routing with leave-one-out predictions.
    /// </summary>
    Utility = 0,

    /// <summary>One λ for every regression by its own leave-one-out error.</summary>
    SquaredError = 1,
}
