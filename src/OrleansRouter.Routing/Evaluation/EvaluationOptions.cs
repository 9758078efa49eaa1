using System.ComponentModel.DataAnnotations;

namespace OrleansRouter.Routing.Evaluation;

/// <summary>How families are evaluated on held-out queries.</summary>
public sealed record EvaluationOptions
{
    /// <summary>Number of random splits, each with its own training seed; balanced, so that all queries are tested about equally often. Default 5.</summary>
    [Range(1, 1000)] public int Seeds { get; init; } = 5;

    /// <summary>Seed of the splits and of the first training; the other trainings take the seeds that follow. Default 1.</summary>
    public ulong FirstSeed { get; init; } = 1;

    /// <summary>Share of the queries that are trained on. Default 0.7.</summary>
    [Range(0.01, 0.99)] public double TrainShare { get; init; } = 0.7;

    /// <summary>The cost weights λ that every policy is run with, ascending. Default 0, 0.02, 0.05, 0.1, 0.2, 0.5, 1.</summary>
    public IReadOnlyList<double> CostWeights { get; init; } = [0, 0.02, 0.05, 0.1, 0.2, 0.5, 1];

    /// <summary>τ in US dollars; null (the default) takes the 95th percentile of all costs of the data, held-out ones too.</summary>
    public double? CostCapUsd { get; init; }

    /// <summary>Bootstrap samples of the intervals. Default 1,000.</summary>
    [Range(10, 100_000)] public int Resamples { get; init; } = 1000;
}
