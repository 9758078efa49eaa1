using System.Text.Json;
using System.Text.Json.Nodes;
using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.Routing.Policies;

/// <summary>The readable part of a policy file.</summary>
/// <param name="Family">Name of the router family.</param>
/// <param name="Options">The family's options.</param>
/// <param name="Encoder">Name of the encoder.</param>
/// <param name="Summary">What the policy was trained on.</param>
internal sealed record PolicyHeader(string Family, JsonObject Options, string Encoder, TrainingSummary Summary)
{
    public static PolicyHeader Of(Policy policy) =>
        new(policy.Family, OptionsBinder.ToJson(policy.Options), policy.Encoder.Name, policy.Summary);

    public string ToJson() => JsonSerializer.Serialize(this, OptionsBinder.Json);

    /// <exception cref="ModelFormatException">The text is not a policy header.</exception>
    public static PolicyHeader Parse(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<PolicyHeader>(json, OptionsBinder.Json)
                ?? throw new ModelFormatException("the header is empty.");
        }
        catch (JsonException e)
        {
            throw new ModelFormatException($"the header is not readable: {e.Message}", e);
        }
    }
}
