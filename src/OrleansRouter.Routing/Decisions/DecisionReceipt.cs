using System.Text.Json;
using System.Text.Json.Serialization;
using OrleansRouter.Routing.Policies;

namespace OrleansRouter.Routing.Decisions;

/// <summary>Everything needed to recompute a decision bit for bit; holds no prompt text. Every number survives JSON exactly.</summary>
public sealed record DecisionReceipt
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Content hash of the policy that decided.</summary>
    public required string PolicyHash { get; init; }

    /// <summary>Its id, for people.</summary>
    public required string PolicyId { get; init; }

    /// <summary>Name of the encoder that made the embedding.</summary>
    public required string EncoderName { get; init; }

    /// <summary><see cref="Policy.EncoderHash"/> of the policy: whether another policy can decide on the embedding too.</summary>
    public string? EncoderHash { get; init; }

    /// <summary>The embedding of the prompt; in JSON base64 of little-endian 32-bit floats.</summary>
    [JsonConverter(typeof(EmbeddingJsonConverter))]
    public required ReadOnlyMemory<float> Embedding { get; init; }

    /// <summary>What else the decision depended on.</summary>
    public required DecisionInput Input { get; init; }

    /// <summary>What was decided.</summary>
    public required RouteDecision Decision { get; init; }

    /// <summary>What another policy made of the same request, where one is being tried; null otherwise.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RolloutAssignment? Rollout { get; init; }

    /// <summary>The receipt of a decision of <paramref name="policy"/>; copies the embedding.</summary>
    public static DecisionReceipt Of(Policy policy, ReadOnlySpan<float> embedding, DecisionInput input, RouteDecision decision) => new()
    {
        PolicyHash = policy.ContentHash,
        PolicyId = policy.Id,
        EncoderName = policy.Encoder.Name,
        EncoderHash = policy.EncoderHash,
        Embedding = embedding.ToArray(),
        Input = input,
        Decision = decision,
    };

    /// <summary>The receipt as JSON with camel-case names.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <summary>The receipt in a larger document.</summary>
    /// <exception cref="JsonException">The element is not a receipt; the message says where.</exception>
    public static DecisionReceipt FromJson(JsonElement json) => json.Deserialize<DecisionReceipt>(Json)
        ?? throw new JsonException("The receipt is null.");

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="JsonException">The text is not a receipt.</exception>
    public static DecisionReceipt FromJson(string json) => JsonSerializer.Deserialize<DecisionReceipt>(json, Json)
        ?? throw new JsonException("The receipt is null.");
}
