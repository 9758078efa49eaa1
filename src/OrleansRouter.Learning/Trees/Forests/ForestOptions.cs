using System.ComponentModel.DataAnnotations;

namespace OrleansRouter.Learning.Trees;

/// <summary>How many features are tried at each split.</summary>
public enum FeaturesPerSplit
{
    /// <summary>⌊√d⌋ of d features, at least one.</summary>
    SquareRoot,

    /// <summary>All features.</summary>
    All,

    /// <summary>The share <see cref="ForestOptions.FeatureShare"/> of the features, at least one.</summary>
    Share,
}

/// <summary>Options of random forests and extra trees. The defaults are the nuisance forests of Meta-Router's published code.</summary>
public sealed record ForestOptions
{
    /// <summary>The defaults of extra trees (Geurts, Ernst, Wehenkel 2006): every row in every tree, all features at each split.</summary>
    public static ForestOptions ExtraTrees { get; } = new() { Bootstrap = false, FeaturesPerSplit = FeaturesPerSplit.All };

    /// <summary>Number of trees. Default 100.</summary>
    [Range(1, 10_000)] public int Trees { get; init; } = 100;

    /// <summary>Largest depth of a leaf; the root has depth 0. Default 20.</summary>
    [Range(1, 1_000)] public int MaxDepth { get; init; } = 20;

    /// <summary>Smallest weight, in rows, of a node that is split; rows drawn repeatedly count repeatedly. Default 2.</summary>
    [Range(2, int.MaxValue)] public int MinSplit { get; init; } = 2;

    /// <summary>Smallest weight, in rows, of a leaf; rows drawn repeatedly count repeatedly. Default 1: any row may be a leaf.</summary>
    [Range(1, int.MaxValue)] public int MinLeaf { get; init; } = 1;

    /// <summary>How many features are tried at each split; more are tried until one varies in the node. Default √d.</summary>
    public FeaturesPerSplit FeaturesPerSplit { get; init; } = FeaturesPerSplit.SquareRoot;

    /// <summary>Share of the features tried at each split with <see cref="FeaturesPerSplit.Share"/>. Default a third (Breiman 2001, regression).</summary>
    [Range(1e-6, 1)] public double FeatureShare { get; init; } = 1.0 / 3;

    /// <summary>Whether each tree sees a bootstrap sample of the rows; without, all of them. Default true.</summary>
    public bool Bootstrap { get; init; } = true;

    /// <summary>Largest number of bins per feature, besides the one of missing values. Default 255.</summary>
    [Range(2, 255)] public int MaxBins { get; init; } = 255;

    internal int CountFeatures(int features) => FeaturesPerSplit switch
    {
        FeaturesPerSplit.SquareRoot => Math.Max(1, (int)Math.Sqrt(features)),
        FeaturesPerSplit.All => features,
        FeaturesPerSplit.Share => Math.Max(1, (int)(FeatureShare * features)),
        _ => throw new ArgumentOutOfRangeException(nameof(features), FeaturesPerSplit, "Expected SquareRoot, All or Share."),
    };
}
