using System.ComponentModel.DataAnnotations;
using OrleansRouter.Routing.Families.MetaRouter;

namespace OrleansRouter.Routing.MetaRouter.Evaluation.Pool;

/// <summary>Options of the Monte-Carlo comparison of meta-routers over a pool of models.</summary>
public sealed record PoolEvaluationOptions
{
    /// <summary>n: queries per round whose gold scores are shown, of all models. Default 100.</summary>
    [Range(2, 1_000_000)] public int GoldSize { get; init; } = 100;

    /// <summary>Test queries per round. Default 500.</summary>
    [Range(1, 1_000_000)] public int TestSize { get; init; } = 500;

    /// <summary>Queries per round whose cheap scores are shown; null (the default) for all that are neither tested on nor gold.</summary>
    [Range(1, 1_000_000)] public int? PreferenceSize { get; init; }

    /// <summary>Rounds. Default 20.</summary>
    [Range(1, 100_000)] public int Rounds { get; init; } = 20;

    /// <summary>Seed of the splits and of all learners. Default 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The cost weights w that every router is asked with, ascending; the quality weight is 1. Default 0, 0.02, 0.05, 0.1, 0.2.</summary>
    [Required] public IReadOnlyList<double> CostWeights { get; init; } = [0, 0.02, 0.05, 0.1, 0.2];

    /// <summary>Names of <see cref="GainEstimators"/>; beside them run gold-everywhere, best-fixed, cheapest, random and oracle.</summary>
    [Required] public IReadOnlyList<string> Routers { get; init; } = ["auto", "dr-learner", "r-learner", "pooled", "gold-only", "preference-only"];

    /// <summary>How the family learns; its estimator is replaced by each of <see cref="Routers"/>.</summary>
    [Required] public MetaRouterFamilyOptions Method { get; init; } = new();

    /// <summary>w as preferences.</summary>
    internal Preference[] Preferences() => CostWeights.Count > 0 && CostWeights.Zip(CostWeights.Skip(1), (a, b) => a < b).All(ascends => ascends)
        ? [.. CostWeights.Select(w => new Preference { CostWeight = w, RiskAversion = 0 }.Validated("Evaluation"))]
        : throw new ArgumentException("Evaluation: costWeights must be at least one number, ascending.");
}
