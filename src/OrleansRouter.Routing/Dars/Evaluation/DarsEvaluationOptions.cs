using System.ComponentModel.DataAnnotations;

namespace OrleansRouter.Routing.Dars.Evaluation;

/// <summary>How supervision is compared on held-out queries.</summary>
public sealed record DarsEvaluationOptions
{
    /// <summary>λ. Default 0.05 (DARS).</summary>
    [Range(0.0, Preference.MaxWeight)] public double CostWeight { get; init; } = 0.05;

    /// <summary>β. Default 0.2 (DARS).</summary>
    [Range(0.0, Preference.MaxWeight)] public double RiskAversion { get; init; } = 0.2;

    /// <summary>R, the sampled single-shot training sets per split. Default 100 (DARS).</summary>
    [Range(1, 10_000)] public int SingleShotRuns { get; init; } = 100;

    /// <summary>Random splits into training and test queries; 1 (the default) where the data say which query is which.</summary>
    [Range(1, 1000)] public int Splits { get; init; } = 1;

    /// <summary>Training queries of a random split. Null (the default) takes 200 (DARS), but at most half of the queries.</summary>
    [Range(1, 1_000_000)] public int? TrainQueries { get; init; }

    /// <summary>The most test queries of a random split; null (the default) tests on all that are not trained on.</summary>
    [Range(1, 1_000_000)] public int? TestQueries { get; init; }

    /// <summary>k: rewrites of a training query that are used. Default 5 (DARS).</summary>
    [Range(1, 1000)] public int Rewrites { get; init; } = 5;

    /// <summary>l: decodes of each rewrite that are used in training. Default 5 (DARS).</summary>
    [Range(1, 1000)] public int Decodes { get; init; } = 5;

    /// <summary>How often labels that are drawn at random, other than single-shot ones, are drawn. Default 10.</summary>
    [Range(1, 10_000)] public int Draws { get; init; } = 10;

    /// <summary>Whether the ablation, the sample efficiency, the frontier and the sensitivity to β are measured too. Default true.</summary>
    public bool Studies { get; init; } = true;

    /// <summary>Cost weights of the frontier. Default 0 … 2.</summary>
    public IReadOnlyList<double> FrontierCostWeights { get; init; } = [0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2];

    /// <summary>β of the sensitivity study. Default 0 … 1.</summary>
    public IReadOnlyList<double> RiskAversions { get; init; } = [0, 0.05, 0.1, 0.2, 0.3, 0.5, 1];

    /// <summary>Seed of splits, draws and training. Default 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The preference that routers are asked with.</summary>
    internal Preference Preference => Preference.Default with { CostWeight = CostWeight, RiskAversion = RiskAversion };
}
