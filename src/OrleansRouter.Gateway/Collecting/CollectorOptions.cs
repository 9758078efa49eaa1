using System.ComponentModel.DataAnnotations;
using OrleansRouter.Routing.Dars.Collecting;

namespace OrleansRouter.Gateway.Collecting;

/// <summary>How observations are collected.</summary>
public sealed record CollectorOptions
{
    /// <summary>The data set that rows are written for.</summary>
    [Required] public string Dataset { get; init; } = "collected";

    /// <summary>The part of the data that rows are written for, such as train or test.</summary>
    [Required] public string Split { get; init; } = "train";

    /// <summary>k: rewrites of every query. Default 5 (DARS); 0 needs no rewriting model.</summary>
    [Range(0, 100)] public int Rewrites { get; init; } = 5;

    /// <summary>l: answers to every rewrite. Default 5 (DARS).</summary>
    [Range(0, 1000)] public int Decodes { get; init; } = 5;

    /// <summary>Answers to the query as it stands. Default 0 (DARS trains on rewrites); its test queries have 3.</summary>
    [Range(0, 1000)] public int OriginalDecodes { get; init; }

    /// <summary>The model that rewrites; needed when there are rewrites.</summary>
    public string? Rewriter { get; init; }

    /// <summary>How often the rewriting model is asked for rewrites that pass the checks. Default 4.</summary>
    [Range(1, 100)] public int RewriteAttempts { get; init; } = 4;

    /// <summary>Sampling temperature of answers. Default 0.7.</summary>
    [Range(0.0, 2.0)] public double Temperature { get; init; } = 0.7;

    /// <summary>Share of the probability that answers are sampled from. Default 0.95.</summary>
    [Range(0.01, 1.0)] public double TopP { get; init; } = 0.95;

    /// <summary>The most tokens of an answer. Default 1,024.</summary>
    [Range(1, 1_000_000)] public int MaxTokens { get; init; } = 1024;

    /// <summary>Requests under way at a time. Default 4.</summary>
    [Range(1, 1000)] public int Parallel { get; init; } = 4;

    /// <summary>How often a request is sent again after a failure that may pass. Default 3.</summary>
    [Range(0, 100)] public int Retries { get; init; } = 3;

    /// <summary>The most observations to add in this run, or null (the default) for all.</summary>
    [Range(1, int.MaxValue)] public int? MaxObservations { get; init; }

    /// <summary>No request is begun once answers have cost this many US dollars in this run; null (the default): no limit.</summary>
    [Range(0.0, 1e9)] public double? MaxCostUsd { get; init; }

    /// <summary>The data set that the rows of a query belong to: its task, else <see cref="Dataset"/>.</summary>
    internal string DatasetOf(CollectionQuery query) => query.Task.Length > 0 ? query.Task : Dataset;
}
