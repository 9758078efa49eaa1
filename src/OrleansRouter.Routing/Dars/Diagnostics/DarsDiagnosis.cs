using OrleansRouter.Routing.Evaluation.Metrics;

namespace OrleansRouter.Routing.Dars.Diagnostics;

/// <summary>How far single-shot labels of a data set can be trusted. Figures that the data cannot give are null.</summary>
public sealed record DarsDiagnosis
{
    /// <summary>Where the rows came from.</summary>
    public required string Source { get; init; }

    /// <summary>True when the rows were made by the simulator.</summary>
    public required bool IsSimulated { get; init; }

    /// <summary>λ of the utilities.</summary>
    public required double Lambda { get; init; }

    /// <summary>Where costs come from: recorded, estimated, or none.</summary>
    public required string Costs { get; init; }

    /// <summary>Number of queries.</summary>
    public required int Queries { get; init; }

    /// <summary>Number of observations.</summary>
    public required int Observations { get; init; }

    /// <summary>Share of (query, model) pairs, observed twice or more, whose scores differ by more than the tolerance.</summary>
    public required double? OutcomeInstability { get; init; }

    /// <summary>Share of queries, with two shared observation indices or more, whose winner changes between them.</summary>
    public required double? WinnerFlipRate { get; init; }

    /// <summary>Share of (query, observation index) whose winner is not the winner by all observations.</summary>
    public required double? SingleVsDistributionDisagreement { get; init; }

    /// <summary>Mean input-side variance of quality over pairs with two rewrites or more.</summary>
    public required double? InputVariance { get; init; }

    /// <summary>Mean output-side variance of quality over pairs of which some rewrite was decoded twice.</summary>
    public required double? OutputVariance { get; init; }

    /// <summary>Bootstrap 95 % intervals of the five figures, over queries, by their names.</summary>
    public required IReadOnlyDictionary<string, Interval?> Intervals95 { get; init; }

    /// <summary>The figures of each model.</summary>
    public required IReadOnlyDictionary<string, ModelDiagnosis> PerModel { get; init; }

    /// <summary>Models that are left out, with the reason.</summary>
    public required IReadOnlyDictionary<string, string> ModelsLeftOut { get; init; }

    /// <summary>Queries that are left out because too few models were observed on them.</summary>
    public required int QueriesLeftOut { get; init; }
}

/// <summary>How stable one model is.</summary>
public sealed record ModelDiagnosis
{
    /// <summary>Number of queries on which the model was observed.</summary>
    public required int Queries { get; init; }

    /// <summary>Mean over queries of q̄.</summary>
    public required double? MeanQuality { get; init; }

    /// <summary>Mean over queries of σ, where the model was observed twice or more.</summary>
    public required double? Risk { get; init; }

    /// <summary>Share of queries, observed twice or more, whose scores differ by more than the tolerance.</summary>
    public required double? OutcomeInstability { get; init; }

    /// <summary>Bootstrap 95 % interval of the instability.</summary>
    public required Interval? OutcomeInstability95 { get; init; }

    /// <summary>Mean input-side variance of quality.</summary>
    public required double? InputVariance { get; init; }

    /// <summary>Mean output-side variance of quality.</summary>
    public required double? OutputVariance { get; init; }
}
