using System.ComponentModel.DataAnnotations;

namespace OrleansRouter.Learning.Boosting;

/// <summary>Options of gradient boosting. Names and defaults follow XGBoost (Chen, Guestrin 2016).</summary>
public sealed record BoostingOptions
{
    /// <summary>Largest number of trees. Default 100.</summary>
    [Range(1, 100_000)] public int Rounds { get; init; } = 100;

    /// <summary>Shrinkage η: the share of each tree's values that is added. Default 0.3.</summary>
    [Range(1e-6, 1)] public double LearningRate { get; init; } = 0.3;

    /// <summary>Largest depth of a leaf; the root has depth 0. Default 6.</summary>
    [Range(1, 100)] public int MaxDepth { get; init; } = 6;

    /// <summary>Smallest sum of Hessians of a leaf: rows for squared error, Σp(1 − p) for logistic loss. Default 1.</summary>
    [Range(0, double.MaxValue)] public double MinChildWeight { get; init; } = 1;

    /// <summary>A split must gain more than this (γ). Default 0.</summary>
    [Range(0, double.MaxValue)] public double MinSplitGain { get; init; }

    /// <summary>L1 penalty α on leaf values. Default 0.</summary>
    [Range(0, double.MaxValue)] public double L1 { get; init; }

    /// <summary>L2 penalty λ on leaf values. Default 1.</summary>
    [Range(0, double.MaxValue)] public double L2 { get; init; } = 1;

    /// <summary>Probability with which a tree sees a row. Default 1.</summary>
    [Range(1e-6, 1)] public double RowShare { get; init; } = 1;

    /// <summary>Share of the features that a tree may use, at least one feature. Default 1.</summary>
    [Range(1e-6, 1)] public double FeatureShare { get; init; } = 1;

    /// <summary>Probability with which a row is held out for early stopping; 0 (the default) trains on all rows for all rounds.</summary>
    [Range(0, 0.9)] public double ValidationShare { get; init; }

    /// <summary>Rounds without a better validation loss after which training stops; the best round counts. Default 10.</summary>
    [Range(1, 100_000)] public int Patience { get; init; } = 10;

    /// <summary>Largest number of bins per feature, besides the one of missing values. Default 255.</summary>
    [Range(2, 255)] public int MaxBins { get; init; } = 255;
}
