using System.ComponentModel.DataAnnotations;
using OrleansRouter.Learning.Trees;

namespace OrleansRouter.Learning.Causal;

/// <summary>In what unit the floors on the propensity are meant.</summary>
public enum FloorScale
{
    /// <summary>As they stand (Meta-Router's published code). With few treated rows they cut away most of the data.</summary>
    Absolute,

    /// <summary>Scaled to the share κ of treated rows, so that they are the same as the absolute ones at κ = ½.</summary>
    BaseRate,
}

/// <summary>Options of effect estimation, shared by all learners. The defaults are those of Meta-Router's published random-forest setting, cross-fitted.</summary>
public sealed record CateOptions
{
    /// <summary>Learner of γ, μ₀ and μ₁. Default: a forest of 100 trees, depth at most 20, √d features per split.</summary>
    [Required] public IRegressor Outcome { get; init; } = new RandomForestRegressor();

    /// <summary>Learner of p. Default: the same forest for probabilities.</summary>
    [Required] public IClassifier Propensity { get; init; } = new RandomForestClassifier();

    /// <summary>Learner of the effect itself. Default: a forest of 200 trees, depth at most 30, at least 5 rows to split and 2 in a leaf.</summary>
    [Required] public IRegressor Effect { get; init; } = new RandomForestRegressor(new ForestOptions { Trees = 200, MaxDepth = 30, MinSplit = 5, MinLeaf = 2 });

    /// <summary>
    /// R- and DR-learner: whether the last stage chooses by cross-validation among no effect, one for all rows, a smooth one and <see cref="Effect"/>,
    /// and shrinks it (<see cref="EffectChoice"/>). The DR-learner then weighs rows by p̂(1 − p̂). Where the floors leave
    /// fewer than two rows of a source there is nothing to choose by, and <see cref="Effect"/> it is. Features must be finite. Default: as published, no.
    /// </summary>
    public bool ChooseEffect { get; init; }

    /// <summary>K: nuisances are predicted by models that did not see the row. 1 fits and predicts in sample, as the paper's experiments do. Default 5.</summary>
    [Range(1, 1000)] public int Folds { get; init; } = 5;

    /// <summary>ε: propensities are clipped to [ε, 1 − ε]. Default 0.05 (0.1 for the R-learner).</summary>
    [Range(0, 0.4999)] public double PropensityFloor { get; init; } = 0.05;

    /// <summary>R-learner: rows with |t − p̂| below this carry no information and are dropped. Default 0.05.</summary>
    [Range(0, 0.4999)] public double ResidualFloor { get; init; } = 0.05;

    /// <summary>DR-learner: only rows with p̂(1 − p̂) above this are kept. Default 0.05.</summary>
    [Range(0, 0.2499)] public double OverlapFloor { get; init; } = 0.05;

    /// <summary>Whether the three floors are scaled to the share of treated rows. Default: as they stand.</summary>
    public FloorScale FloorScale { get; init; } = FloorScale.Absolute;

    /// <summary>Effects are clipped to ± this, in units of the outcome; null (the default) leaves them. Meta-Router's published code: 1.2 for outcomes in [−1, 1].</summary>
    [Range(1e-12, 1e12)] public double? EffectBound { get; init; }
}
