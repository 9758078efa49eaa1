using System.ComponentModel.DataAnnotations;
using OrleansRouter.Routing.Barp.Training;

namespace OrleansRouter.Routing.Barp.Evaluation;

/// <summary>How BaRP is compared with what it competes with.</summary>
public sealed record BarpEvaluationOptions
{
    /// <summary>Tasks to train and test on; null (the default) takes all that are not <see cref="Out"/>.</summary>
    public IReadOnlyList<string>? In { get; init; }

    /// <summary>Tasks that are tested on and never trained on; null (the default) takes the rest where <see cref="In"/> is given, else none.</summary>
    public IReadOnlyList<string>? Out { get; init; }

    /// <summary>Number of splits, each with its own training seed; together they test the queries of the in-tasks about equally often. Default 5.</summary>
    [Range(1, 1000)] public int Seeds { get; init; } = 5;

    /// <summary>Seed of the first split. Default 1.</summary>
    public ulong FirstSeed { get; init; } = 1;

    /// <summary>Share of every in-task that is trained on. Default 0.8.</summary>
    [Range(0.01, 0.99)] public double TrainShare { get; init; } = 0.8;

    /// <summary>The w_c of the curves, ascending. Default 0, 0.1, …, 1.</summary>
    public IReadOnlyList<double> CostWeights { get; init; } = [.. Enumerable.Range(0, 11).Select(i => i / 10.0)];

    /// <summary>The w_c of the tables. Default 0.5.</summary>
    [Range(0.0, 1.0)] public double TableCostWeight { get; init; } = 0.5;

    /// <summary>τ in US dollars per call; null (the default) takes the 95th percentile of all costs of the data.</summary>
    public double? CostCapUsd { get; init; }

    /// <summary>How the policy learns.</summary>
    public BarpOptions Policy { get; init; } = new();

    /// <summary>Passes that the classic bandits make over the training queries. Default 10.</summary>
    [Range(1, 100_000)] public int BanditEpochs { get; init; } = 10;

    /// <summary>Families that are trained on every label. Default router-dc, graph-router, ridge.</summary>
    public IReadOnlyList<string> FullInformation { get; init; } = ["router-dc", "graph-router", "ridge"];
}
