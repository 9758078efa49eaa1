using System.ComponentModel.DataAnnotations;

namespace OrleansRouter.Routing.MetaRouter.Evaluation;

/// <summary>Options of the Monte-Carlo comparison of meta-routers. The defaults are the paper's, with the smallest of its gold sizes.</summary>
public sealed record MetaRouterEvaluationOptions
{
    /// <summary>The routers compared by default; beside them run oracle and random.</summary>
    public static IReadOnlyList<string> DefaultRouters { get; } =
    [
        "r-learner", "dr-learner", "t-learner", "s-learner", "x-learner", "joint-learner", "auto", "global-shift", "linear-scaling", "pooled", "gold-only", "preference-only",
    ];

    /// <summary>n: gold labels per round. Default 100.</summary>
    [Range(2, 1_000_000)] public int GoldSize { get; init; } = 100;

    /// <summary>Test queries per round. Default 500.</summary>
    [Range(1, 1_000_000)] public int TestSize { get; init; } = 500;

    /// <summary>Preference labels per round; null (the default) for all rows that are neither tested on nor gold.</summary>
    [Range(1, 1_000_000)] public int? PreferenceSize { get; init; }

    /// <summary>Rounds. Default 100.</summary>
    [Range(1, 100_000)] public int Rounds { get; init; } = 100;

    /// <summary>Seed of the splits and of all learners. Default 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Points of the curve: usage ratios 0, 1/(points − 1), …, 1. Default 51.</summary>
    [Range(11, 1001)] public int Points { get; init; } = 51;

    /// <summary>
    /// Whether a round's gold labels come from the rows that the data mark as judged by gold and its preferences from the others, as when the two
    /// judge different queries. Default: every row may be either.
    /// </summary>
    public bool KeepSources { get; init; }

    /// <summary>Names of <see cref="GainEstimators"/>; with the suffix <c>-published</c> with nuisances in sample and floors as they stand.</summary>
    [Required] public IReadOnlyList<string> Routers { get; init; } = DefaultRouters;

    /// <summary>Learners, normalisation, folds, floors, truncation.</summary>
    [Required] public MetaRouterOptions Method { get; init; } = new();

    /// <summary>The usage ratios of the curve.</summary>
    internal double[] UsageRatios() => [.. Enumerable.Range(0, Points).Select(p => (double)p / (Points - 1))];
}
