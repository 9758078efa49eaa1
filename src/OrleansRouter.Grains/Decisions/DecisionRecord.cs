namespace OrleansRouter.Grains.Decisions;

/// <summary>One line of the decision log, written when the choice is made.</summary>
public sealed record DecisionRecord
{
    /// <summary>Unique, sortable by time: <c>dec_</c> and a version-7 UUID.</summary>
    public required string DecisionId { get; init; }

    /// <summary>Whose request it was.</summary>
    public required string TenantId { get; init; }

    /// <summary>Public id of the key that was used; null for requests without one.</summary>
    public string? KeyId { get; init; }

    /// <summary>The client's name for a series of requests that belong together, at most 200 characters; null where it gave none.</summary>
    public string? Session { get; init; }

    /// <summary>When the choice was made.</summary>
    public required DateTimeOffset DecidedAt { get; init; }

    /// <summary>The model that was chosen.</summary>
    public required string ModelId { get; init; }

    /// <summary>Probability of that choice among the eligible models, in (0, 1].</summary>
    public required double Propensity { get; init; }

    /// <summary>Content hash of the policy that decided; null when the client named a concrete model.</summary>
    public string? PolicyHash { get; init; }

    /// <summary>
    /// "policy"; "session" (the session kept to its model, which was then the only candidate, so that the propensity is 1 for any policy); or
    /// "pinned" (the client named the model).
    /// </summary>
    public required string Origin { get; init; }

    /// <summary>SHA-256 of the prompt, hexadecimal.</summary>
    public required string PromptHash { get; init; }

    /// <summary>The prompt itself, only where the tenant allows storing it. U+0000, which not every engine stores, is U+FFFD here.</summary>
    public string? Prompt { get; init; }

    /// <summary>The receipt as JSON (Routing's DecisionReceipt); null when the client named a concrete model.</summary>
    public string? ReceiptJson { get; init; }
}

/// <summary>What became of a decision: written when the answer is complete, failed or cancelled.</summary>
public sealed record OutcomeRecord
{
    /// <summary>The decision.</summary>
    public required string DecisionId { get; init; }

    /// <summary>Whose request it was.</summary>
    public required string TenantId { get; init; }

    /// <summary>When the outcome was known.</summary>
    public required DateTimeOffset CompletedAt { get; init; }

    /// <summary>The model that answered; null when none did.</summary>
    public string? ModelId { get; init; }

    /// <summary>"completed", "failed" or "cancelled".</summary>
    public required string Status { get; init; }

    /// <summary>Tokens read, as reported by the upstream or, where it reports none, estimated.</summary>
    public int InputTokens { get; init; }

    /// <summary>Tokens written, likewise.</summary>
    public int OutputTokens { get; init; }

    /// <summary>Whether the token counts are estimates.</summary>
    public bool TokensEstimated { get; init; }

    /// <summary>Cost from tokens and price, in US dollars.</summary>
    public double CostUsd { get; init; }

    /// <summary>From request to last byte, in milliseconds.</summary>
    public double LatencyMs { get; init; }

    /// <summary>Every try, in order.</summary>
    public IReadOnlyList<AttemptRecord> Attempts { get; init; } = [];
}

/// <summary>One try at one upstream.</summary>
/// <param name="ModelId">The model that was asked.</param>
/// <param name="Status">HTTP status of the upstream, or 0 when it could not be reached.</param>
/// <param name="LatencyMs">Duration in milliseconds.</param>
/// <param name="Error">What went wrong, or null.</param>
public sealed record AttemptRecord(string ModelId, int Status, double LatencyMs, string? Error);
