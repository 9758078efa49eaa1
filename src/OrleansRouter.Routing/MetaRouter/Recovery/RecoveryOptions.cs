using System.ComponentModel.DataAnnotations;
using OrleansRouter.Routing.Data.Simulation;

namespace OrleansRouter.Routing.MetaRouter.Recovery;

/// <summary>Options of the recovery study. By default routers see the simulator's own state: the task, one column each, and the difficulty.</summary>
public sealed record RecoveryOptions
{
    /// <summary>The routers compared by default; beside them runs the oracle.</summary>
    public static IReadOnlyList<string> DefaultRouters { get; } =
    [
        "auto", "r-learner", "dr-learner", "t-learner", "s-learner", "x-learner", "joint-learner", "global-shift", "linear-scaling", "pooled", "gold-only", "preference-only",
    ];

    /// <summary>n, the numbers of gold labels. Default 50, 100, 500, 1,000.</summary>
    [Required] public IReadOnlyList<int> GoldSizes { get; init; } = [50, 100, 500, 1000];

    /// <summary>Shapes of the judge's bias. Default all.</summary>
    [Required] public IReadOnlyList<BiasShape> Biases { get; init; } = Enum.GetValues<BiasShape>();

    /// <summary>How gold and preferences share the queries. Default full, weak and disjoint.</summary>
    [Required] public IReadOnlyList<LabelOverlap> Overlaps { get; init; } = [LabelOverlap.Full, LabelOverlap.Weak, LabelOverlap.Disjoint];

    /// <summary>m, the number of preferences. Default 1,000.</summary>
    [Range(10, 1_000_000)] public int PreferenceSize { get; init; } = 1000;

    /// <summary>Queries to test on, of the mixture of all tasks. Default 1,000.</summary>
    [Range(10, 1_000_000)] public int TestSize { get; init; } = 1000;

    /// <summary>Number of seeds, each with its own world, labels and learners. Default 20.</summary>
    [Range(1, 100_000)] public int Seeds { get; init; } = 20;

    /// <summary>The first seed; the others follow it. Default 1.</summary>
    public ulong FirstSeed { get; init; } = 1;

    /// <summary>K, the number of simulated models; the dearest is routed against the cheapest. Default 6.</summary>
    [Range(2, 32)] public int Models { get; init; } = 6;

    /// <summary>Number of simulated tasks. Default 6.</summary>
    [Range(2, 8)] public int Tasks { get; init; } = 6;

    /// <summary>B of the simulated judge; the bias on a gain is at most 2B. Default 0.25.</summary>
    [Range(0.0, 0.45)] public double BiasSize { get; init; } = 0.25;

    /// <summary>Names of <see cref="GainEstimators"/>; with the suffix <c>-truncated</c> on the preference rows that truncation keeps.</summary>
    [Required] public IReadOnlyList<string> Routers { get; init; } = DefaultRouters;

    /// <summary>Learners, folds, floors. By default without normalisation: simulated gold and preference have one unit, and so has their difference.</summary>
    [Required] public MetaRouterOptions Method { get; init; } = new() { Normalisation = GoldNormalisation.None };

    /// <summary>The truncation of routers with the suffix. Default that of Crump et al.</summary>
    [Required] public TruncationOptions Truncation { get; init; } = new() { Kind = TruncationKind.Crump };
}
