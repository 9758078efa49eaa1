using OrleansRouter.Grains.Decisions;
using OrleansRouter.Grains.Feedback;
using OrleansRouter.Grains.Policies;

namespace OrleansRouter.TestKit.Storage;

/// <summary>Log records with every field filled.</summary>
public static class Records
{
    public static DateTimeOffset Noon { get; } = new DateTimeOffset(2025, 3, 1, 12, 0, 0, TimeSpan.Zero).AddTicks(1_234_567);

    public static DecisionRecord Decision(string id, string tenant = "acme") => new()
    {
        DecisionId = id,
        TenantId = tenant,
        KeyId = "k1",
        Session = "s1",
        DecidedAt = Noon,
        ModelId = "gpt-4o",
        Propensity = 0.1 + 0.2,
        PolicyHash = "abc",
        Origin = "policy",
        PromptHash = "def",
        Prompt = "Grüße, 世界 🌍\n\"quoted\"",
        ReceiptJson = "{\"utility\":0.30000000000000004}",
    };

    public static OutcomeRecord Outcome(string id, string tenant = "acme") => new()
    {
        DecisionId = id,
        TenantId = tenant,
        CompletedAt = Noon.AddSeconds(2),
        ModelId = "gpt-4o-mini",
        Status = "completed",
        InputTokens = 12,
        OutputTokens = 345,
        TokensEstimated = true,
        CostUsd = 1.0 / 3,
        LatencyMs = 1234.5678901234567,
        Attempts = [new AttemptRecord("gpt-4o", 503, 20.25, "overloaded"), new AttemptRecord("gpt-4o-mini", 200, 1214.1, null)],
    };

    public static FeedbackRecord Feedback(string key, string decision = "dec_1", string tenant = "acme") => new()
    {
        TenantId = tenant,
        IdempotencyKey = key,
        DecisionId = decision,
        Kind = FeedbackKind.Preference,
        Value = -1,
        ComparedModelId = "claude",
        Comment = "too long",
        ReceivedAt = Noon,
    };

    public static PolicyInfo Policy(string id, byte[] file, int ageInDays = 0, string? hash = null) =>
        new(id, "ridge", hash ?? $"hash-of-{id}", file.Length, Noon.AddDays(-ageInDays), "{\"rows\":10}");
}
