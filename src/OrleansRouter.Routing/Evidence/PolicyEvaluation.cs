using OrleansRouter.Learning.OffPolicy;

namespace OrleansRouter.Routing.Evidence;

/// <summary>What a log says of a policy.</summary>
public sealed record PolicyEvaluation
{
    /// <summary>Id of the policy.</summary>
    public required string PolicyId { get; init; }

    /// <summary>Content hash of the policy.</summary>
    public required string PolicyHash { get; init; }

    /// <summary>Decisions in the log.</summary>
    public required long Decisions { get; init; }

    /// <summary>Decisions that say nothing of the policy, by reason; the others are the rows of <see cref="Estimates"/>.</summary>
    public required IReadOnlyList<SkippedChoices> Skipped { get; init; }

    /// <summary>What answers were worth.</summary>
    public required RewardRule Reward { get; init; }

    /// <summary>Share of intervals that cover the truth.</summary>
    public required double Confidence { get; init; }

    /// <summary>The cap of importance weights.</summary>
    public required double MaxWeight { get; init; }

    /// <summary>The estimates; null where no row is left, or the policy takes none of the logged actions.</summary>
    public required OffPolicyReport? Estimates { get; init; }
}

/// <summary>Decisions that cannot be evaluated.</summary>
/// <param name="Reason">Why not.</param>
/// <param name="Count">How many.</param>
/// <param name="Explanation">The reason in words.</param>
public sealed record SkippedChoices(SkipReason Reason, long Count, string Explanation);

/// <summary>Why a decision says nothing of a policy.</summary>
public enum SkipReason
{
    /// <summary>No policy chose: the client named the model, or the session had one already.</summary>
    NotByPolicy,

    /// <summary>Nobody scored the answer.</summary>
    NoScore,

    /// <summary>Cost counts, and what the answer cost is not known.</summary>
    NoCost,

    /// <summary>The decision was made from another encoder's embedding, and the prompt is not stored.</summary>
    OtherEncoder,

    /// <summary>The policy would have chosen none of the candidates: it knows none, or cannot keep the exploration floor.</summary>
    NoChoice,
}
