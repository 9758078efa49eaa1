using System.Text.Json;
using System.Text.Json.Serialization;
using OrleansRouter.Routing.Policies;

namespace OrleansRouter.Grains.Policies;

/// <summary>What is stored beside a policy file, so that policies can be listed without reading them.</summary>
public static class PolicyRecords
{
    /// <summary>Snake case, as the administrative API shows it.</summary>
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
    };

    /// <summary>The record of a policy.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="file">Its file.</param>
    /// <param name="id">The id to store it under; null: the policy's own.</param>
    /// <param name="createdAt">When it is stored.</param>
    public static PolicyInfo Of(Policy policy, byte[] file, string? id, DateTimeOffset createdAt) => new(
        id ?? policy.Id, policy.Family, policy.ContentHash, file.Length, createdAt, JsonSerializer.Serialize(policy.Summary, Json));

    /// <summary>What the policy learned from live feedback; null for one that was only trained.</summary>
    public static OnlineSummary? OnlineOf(PolicyInfo info)
    {
        using JsonDocument summary = JsonDocument.Parse(info.SummaryJson);
        return summary.RootElement.ValueKind == JsonValueKind.Object && summary.RootElement.TryGetProperty("online", out JsonElement online)
            ? online.Deserialize<OnlineSummary>(Json)
            : null;
    }
}
