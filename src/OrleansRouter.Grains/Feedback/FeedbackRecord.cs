namespace OrleansRouter.Grains.Feedback;

/// <summary>What kind of label a feedback is.</summary>
public enum FeedbackKind
{
    /// <summary>A score of the answer, in [0, 1].</summary>
    Score,

    /// <summary>A pairwise preference: +1 the answer was better than the other model's, −1 worse, 0 a tie.</summary>
    Preference,

    /// <summary>A trusted (expert) score of the answer, in [0, 1].</summary>
    Gold,
}

/// <summary>One line of the feedback log.</summary>
public sealed record FeedbackRecord
{
    /// <summary>Whose feedback it is.</summary>
    public required string TenantId { get; init; }

    /// <summary>Chosen by the client (or made from the content): the same key is stored once per tenant.</summary>
    public required string IdempotencyKey { get; init; }

    /// <summary>The decision it is about.</summary>
    public required string DecisionId { get; init; }

    /// <summary>What kind of label.</summary>
    public required FeedbackKind Kind { get; init; }

    /// <summary>The label: [0, 1] for scores, −1, 0 or 1 for preferences.</summary>
    public required double Value { get; init; }

    /// <summary>For preferences: the model it was compared with.</summary>
    public string? ComparedModelId { get; init; }

    /// <summary>A note, at most 2,000 characters; null unless the client sent one.</summary>
    public string? Comment { get; init; }

    /// <summary>When it arrived.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }
}
