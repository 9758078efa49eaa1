using OrleansRouter.Routing.Decisions;

namespace OrleansRouter.Routing.Evidence;

/// <summary>One logged decision with what became of it, as far as evaluation needs it; holds no prompt unless the tenant stores prompts.</summary>
public sealed record LoggedChoice
{
    /// <summary><see cref="Origin"/> of a choice that a policy drew with the recorded propensity; no other can be evaluated.</summary>
    public const string ByPolicy = "policy";

    /// <summary>The decision.</summary>
    public required string DecisionId { get; init; }

    /// <summary>Whose request it was.</summary>
    public required string TenantId { get; init; }

    /// <summary>When the choice was made.</summary>
    public required DateTimeOffset DecidedAt { get; init; }

    /// <summary>The client's name for requests that belong together; null: it gave none, and the decision stands for itself.</summary>
    public string? Session { get; init; }

    /// <summary>The model chosen. What became of the choice counts for it, also where another model answered in its place.</summary>
    public required string ModelId { get; init; }

    /// <summary>Probability of that choice among the eligible models, in (0, 1].</summary>
    public required double Propensity { get; init; }

    /// <summary>How it was chosen: "policy" or something else, such as "pinned".</summary>
    public required string Origin { get; init; }

    /// <summary>The prompt, where the tenant stores prompts.</summary>
    public string? Prompt { get; init; }

    /// <summary>What the decision was made from; null where nothing was decided.</summary>
    public DecisionReceipt? Receipt { get; init; }

    /// <summary>The model that answered; null when none did, or when that is not known.</summary>
    public string? AnsweredModelId { get; init; }

    /// <summary>Cost of the answer in US dollars; null when nothing is known of an answer.</summary>
    public double? CostUsd { get; init; }

    /// <summary>Score of the answer in [0, 1]: the mean gold label, where there is none the mean score; null without either.</summary>
    public double? Score { get; init; }

    /// <summary>What is independent of everything else, for intervals: the session, or the decision itself.</summary>
    public ulong Unit => StableHash.Of(Session is null ? DecisionId : $"{TenantId}\n{Session}");
}
