using System.Text.Json;
using OrleansRouter.Grains.Decisions;
using OrleansRouter.Grains.Feedback;

namespace OrleansRouter.Gateway.Receipts;

/// <summary>A decision with its receipt, outcome and feedback.</summary>
internal sealed record ReceiptResponse
{
    public required string DecisionId { get; init; }

    public required DateTimeOffset DecidedAt { get; init; }

    /// <summary>The model that was chosen; the outcome names the one that answered.</summary>
    public required string Model { get; init; }

    public required double Propensity { get; init; }

    /// <summary>"policy", "session" when the session kept to its model, or "pinned" when the client named the model.</summary>
    public required string Origin { get; init; }

    public required string? PolicyHash { get; init; }

    /// <summary>SHA-256 of the encoded prompt text.</summary>
    public required string PromptHash { get; init; }

    /// <summary>The prompt, where the tenant stores prompts.</summary>
    public required string? Prompt { get; init; }

    /// <summary>Public id of the key that was used.</summary>
    public required string? KeyId { get; init; }

    /// <summary>The client's name for a series of requests.</summary>
    public required string? Session { get; init; }

    /// <summary>Null while the answer is under way, and when the gateway stopped before it was complete.</summary>
    public required OutcomeView? Outcome { get; init; }

    public required IReadOnlyList<FeedbackView> Feedback { get; init; }

    /// <summary>Everything needed to recompute the choice, exactly as it was stored; null when the client named the model.</summary>
    public required JsonElement? Receipt { get; init; }

    /// <summary>The result of deciding again; null unless asked for.</summary>
    public required Verification? Verification { get; init; }

    public static ReceiptResponse Of(LoggedDecision logged, IReadOnlyList<FeedbackRecord> feedback, Verification? verification) => new()
    {
        DecisionId = logged.Decision.DecisionId,
        DecidedAt = logged.Decision.DecidedAt,
        Model = logged.Decision.ModelId,
        Propensity = logged.Decision.Propensity,
        Origin = logged.Decision.Origin,
        PolicyHash = logged.Decision.PolicyHash,
        PromptHash = logged.Decision.PromptHash,
        Prompt = logged.Decision.Prompt,
        KeyId = logged.Decision.KeyId,
        Session = logged.Decision.Session,
        Outcome = logged.Outcome is { } outcome ? OutcomeView.Of(outcome) : null,
        Feedback = [.. feedback.Select(FeedbackView.Of)],
        Receipt = logged.Decision.ReceiptJson is { } json ? JsonElement.Parse(json) : null,
        Verification = verification,
    };
}

/// <summary>What became of a decision.</summary>
internal sealed record OutcomeView(
    string Status,
    string? Model,
    int InputTokens,
    int OutputTokens,
    bool TokensEstimated,
    double CostUsd,
    double LatencyMs,
    DateTimeOffset CompletedAt,
    IReadOnlyList<AttemptView> Attempts)
{
    public static OutcomeView Of(OutcomeRecord o) => new(
        o.Status,
        o.ModelId,
        o.InputTokens,
        o.OutputTokens,
        o.TokensEstimated,
        o.CostUsd,
        o.LatencyMs,
        o.CompletedAt,
        [.. o.Attempts.Select(a => new AttemptView(a.ModelId, a.Status, a.LatencyMs, a.Error))]);
}

/// <summary>One try at one upstream.</summary>
internal sealed record AttemptView(string Model, int Status, double LatencyMs, string? Error);

/// <summary>One stored feedback.</summary>
internal sealed record FeedbackView(
    FeedbackKind Kind, double Value, string? ComparedModel, string? Comment, string IdempotencyKey, DateTimeOffset ReceivedAt)
{
    public static FeedbackView Of(FeedbackRecord f) =>
        new(f.Kind, f.Value, f.ComparedModelId, f.Comment, f.IdempotencyKey, f.ReceivedAt);
}

/// <summary>What recomputing gave.</summary>
/// <param name="Matches">Whether the same decision came out, bit for bit.</param>
/// <param name="Difference">The first difference, or a remark; null when there is none.</param>
internal sealed record Verification(bool Matches, string? Difference);
