using System.Security.Cryptography;
using System.Text;
using OrleansRouter.Gateway.OpenAi;
using OrleansRouter.Grains.Feedback;

namespace OrleansRouter.Gateway.Feedback;

/// <summary>Feedback about one decision: exactly one of <see cref="Score"/>, <see cref="Preference"/> and <see cref="Gold"/>.</summary>
internal sealed record FeedbackRequest
{
    /// <summary>The decision it is about: the response header <c>x-router-decision-id</c>.</summary>
    public required string DecisionId { get; init; }

    /// <summary>A score of the answer, in [0, 1].</summary>
    public double? Score { get; init; }

    /// <summary>+1: the answer was better than that of <see cref="ComparedModel"/>, −1: worse, 0: a tie.</summary>
    public double? Preference { get; init; }

    /// <summary>A trusted (expert) score of the answer, in [0, 1].</summary>
    public double? Gold { get; init; }

    /// <summary>With a preference: the model that the answer was compared with.</summary>
    public string? ComparedModel { get; init; }

    /// <summary>A note, at most 2,000 characters.</summary>
    public string? Comment { get; init; }

    /// <summary>
    /// The same key is stored once per tenant; the header <c>Idempotency-Key</c> does the same. Without either the key is made from the
    /// content, so that sending the same feedback twice stores it once.
    /// </summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>The checked record.</summary>
    /// <exception cref="ApiException">A field is missing, too much, or out of range.</exception>
    public FeedbackRecord ToRecord(string tenantId, string? headerKey, DateTimeOffset receivedAt)
    {
        (FeedbackKind kind, double value) = ReadLabel();
        Require(Comment is null or { Length: <= 2_000 }, "comment", $"has {Comment?.Length} characters; at most 2,000 are accepted");
        Require(ComparedModel is null or { Length: >= 1 and <= 200 }, "compared_model", "is not a model id");
        RequireStorable("decision_id", DecisionId);
        RequireStorable("comment", Comment);
        RequireStorable("compared_model", ComparedModel);
        RequireStorable("idempotency_key", IdempotencyKey);
        bool needsComparison = kind == FeedbackKind.Preference;
        Require(ComparedModel is not null == needsComparison, "compared_model", "goes with a preference, and only with one");
        string? key = IdempotencyKey ?? headerKey;
        Require(key is null or { Length: >= 1 and <= 200 }, "idempotency_key", "must have 1 to 200 characters");
        return new FeedbackRecord
        {
            TenantId = tenantId,
            IdempotencyKey = key ?? ContentKey(kind, value),
            DecisionId = DecisionId,
            Kind = kind,
            Value = value,
            ComparedModelId = ComparedModel,
            Comment = Comment,
            ReceivedAt = receivedAt,
        };
    }

    private (FeedbackKind Kind, double Value) ReadLabel()
    {
        int given = new[] { Score, Preference, Gold }.Count(v => v is not null);
        Require(given == 1, "score", $"is one of three: of 'score', 'preference' and 'gold' exactly one must be given, not {given}");
        Require(Score is null or (>= 0 and <= 1), "score", $"is {Score:R}; expected a number in [0, 1]");
        Require(Gold is null or (>= 0 and <= 1), "gold", $"is {Gold:R}; expected a number in [0, 1]");
        Require(Preference is null or -1 or 0 or 1, "preference", $"is {Preference:R}; expected -1, 0 or 1");
        return Score is { } score ? (FeedbackKind.Score, score)
            : Gold is { } gold ? (FeedbackKind.Gold, gold)
            : (FeedbackKind.Preference, Preference!.Value);
    }

    private string ContentKey(FeedbackKind kind, double value)
    {
        string content = FormattableString.Invariant($"{DecisionId}\n{kind}\n{value:R}\n{ComparedModel}\n{Comment}");
        return $"content-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)))}";
    }

    private static void RequireStorable(string field, string? text) =>
        Require(text is null || !text.Contains('\0', StringComparison.Ordinal), field, "holds U+0000, which is not accepted");

    private static void Require(bool condition, string field, string problem)
    {
        if (!condition)
        {
            throw ApiError.InvalidRequest($"'{field}' {problem}.", field).AsException();
        }
    }
}

/// <summary>What became of a feedback; sent only when it is durable.</summary>
/// <param name="DecisionId">The decision.</param>
/// <param name="Status">"stored" or "duplicate".</param>
/// <param name="IdempotencyKey">The key under which it is stored.</param>
internal sealed record FeedbackResponse(string DecisionId, string Status, string IdempotencyKey);
