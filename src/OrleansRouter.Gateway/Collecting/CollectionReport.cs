namespace OrleansRouter.Gateway.Collecting;

/// <summary>What a run collected.</summary>
public sealed record CollectionReport
{
    /// <summary>The file that <c>evaluate dars</c> and <c>diagnose dars</c> read.</summary>
    public required string Path { get; init; }

    /// <summary>Observations that were there before.</summary>
    public required int Present { get; init; }

    /// <summary>Observations that this run added.</summary>
    public required int Added { get; init; }

    /// <summary>Observations that are still wanted, because a limit was reached or requests failed.</summary>
    public required int Missing { get; init; }

    /// <summary>Requests that failed for good, the first messages.</summary>
    public required IReadOnlyList<string> Failures { get; init; }

    /// <summary>Rewrites that were refused.</summary>
    public required int RewritesRefused { get; init; }

    /// <summary>Rewrites that are used but share few words with the original.</summary>
    public required int RewritesFlagged { get; init; }

    /// <summary>What answers and rewrites of this run cost in US dollars.</summary>
    public required double CostUsd { get; init; }

    /// <summary>Mean score of the added observations; null when there are none.</summary>
    public required double? MeanScore { get; init; }
}
