using System.Text;
using OrleansRouter.Grains.Decisions;
using OrleansRouter.Grains.Hosting;
using static OrleansRouter.Storage.Relational.RecordGuard;

namespace OrleansRouter.Storage.Relational;

/// <summary>A row of the table decisions.</summary>
internal sealed record DecisionRow
{
    public long Sequence { get; init; }

    public required string TenantId { get; init; }

    public required string DecisionId { get; init; }

    public string? KeyId { get; init; }

    public string? Session { get; init; }

    public required long DecidedAt { get; init; }

    public required string ModelId { get; init; }

    public required double Propensity { get; init; }

    public string? PolicyHash { get; init; }

    public required string Origin { get; init; }

    public required string PromptHash { get; init; }

    public string? Prompt { get; init; }

    public string? ReceiptJson { get; init; }

    public static DecisionRow From(DecisionRecord r)
    {
        Require(r.DecisionId.Length > 0, "Decision", "decision_id", r.DecisionId, "at least 1 character");
        Require(r.Propensity is > 0 and <= 1, $"Decision '{r.DecisionId}'", "propensity", r.Propensity, "a number in (0, 1]");
        return new DecisionRow
        {
            TenantId = r.TenantId,
            DecisionId = r.DecisionId,
            KeyId = r.KeyId,
            Session = r.Session,
            DecidedAt = Instant.ToColumn(r.DecidedAt),
            ModelId = r.ModelId,
            Propensity = r.Propensity,
            PolicyHash = r.PolicyHash,
            Origin = r.Origin,
            PromptHash = r.PromptHash,
            Prompt = r.Prompt,
            ReceiptJson = r.ReceiptJson,
        };
    }

    public DecisionRecord ToRecord() => new()
    {
        TenantId = TenantId,
        DecisionId = DecisionId,
        KeyId = KeyId,
        Session = Session,
        DecidedAt = Instant.FromColumn(DecidedAt),
        ModelId = ModelId,
        Propensity = Propensity,
        PolicyHash = PolicyHash,
        Origin = Origin,
        PromptHash = PromptHash,
        Prompt = Prompt,
        ReceiptJson = ReceiptJson,
    };
}

/// <summary>A row of the table outcomes.</summary>
internal sealed record OutcomeRow
{
    public required string TenantId { get; init; }

    public required string DecisionId { get; init; }

    public required long CompletedAt { get; init; }

    public string? ModelId { get; init; }

    public required string Status { get; init; }

    public required int InputTokens { get; init; }

    public required int OutputTokens { get; init; }

    public required bool TokensEstimated { get; init; }

    public required double CostUsd { get; init; }

    public required double LatencyMs { get; init; }

    public required string AttemptsJson { get; init; }

    public static OutcomeRow From(OutcomeRecord r)
    {
        string record = $"Outcome of decision '{r.DecisionId}'";
        Require(r.DecisionId.Length > 0, "Outcome", "decision_id", r.DecisionId, "at least 1 character");
        Require(r.InputTokens >= 0, record, "input_tokens", r.InputTokens, "at least 0");
        Require(r.OutputTokens >= 0, record, "output_tokens", r.OutputTokens, "at least 0");
        Require(r.CostUsd is >= 0 and <= double.MaxValue, record, "cost_usd", r.CostUsd, "a finite number ≥ 0");
        Require(r.LatencyMs is >= 0 and <= double.MaxValue, record, "latency_ms", r.LatencyMs, "a finite number ≥ 0");
        return new OutcomeRow
        {
            TenantId = r.TenantId,
            DecisionId = r.DecisionId,
            CompletedAt = Instant.ToColumn(r.CompletedAt),
            ModelId = r.ModelId,
            Status = r.Status,
            InputTokens = r.InputTokens,
            OutputTokens = r.OutputTokens,
            TokensEstimated = r.TokensEstimated,
            CostUsd = r.CostUsd,
            LatencyMs = r.LatencyMs,
            AttemptsJson = Encoding.UTF8.GetString(GrainJson.Write(r.Attempts)),
        };
    }

    public OutcomeRecord ToRecord() => new()
    {
        TenantId = TenantId,
        DecisionId = DecisionId,
        CompletedAt = Instant.FromColumn(CompletedAt),
        ModelId = ModelId,
        Status = Status,
        InputTokens = InputTokens,
        OutputTokens = OutputTokens,
        TokensEstimated = TokensEstimated,
        CostUsd = CostUsd,
        LatencyMs = LatencyMs,
        Attempts = GrainJson.Read<AttemptRecord[]>(Encoding.UTF8.GetBytes(AttemptsJson)),
    };
}
