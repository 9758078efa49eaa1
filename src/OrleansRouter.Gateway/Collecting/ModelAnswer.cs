using System.Text.Json;
using OrleansRouter.Gateway.Chat;
using OrleansRouter.Gateway.Providers;
using OrleansRouter.Grains.Models;

namespace OrleansRouter.Gateway.Collecting;

/// <summary>What a model answered and what that cost.</summary>
/// <param name="Text">The text of the first choice.</param>
/// <param name="CostUsd">Cost in US dollars, by reported tokens.</param>
/// <param name="IsCostEstimated">True when the upstream reported no tokens, so that they are estimated from characters.</param>
internal sealed record ModelAnswer(string Text, double CostUsd, bool IsCostEstimated)
{
    /// <summary>Reads a chat completion.</summary>
    /// <exception cref="ProviderException">It is not one, or has no text.</exception>
    public static ModelAnswer Read(CollectionModel model, string prompt, ReadOnlyMemory<byte> json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            JsonElement content = document.RootElement.GetProperty("choices")[0].GetProperty("message").GetProperty("content");
            string text = content.GetString() ?? throw new KeyNotFoundException();
            TokenUsage? reported = AnswerScan.Read(json.Span).Usage;
            TokenUsage usage = reported ?? new TokenUsage(Conversation.TokensOf(prompt.Length), Conversation.TokensOf(text.Length));
            return new ModelAnswer(text, CostOf(model.Settings, usage), reported is null);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or IndexOutOfRangeException)
        {
            throw new ProviderException(ProviderFault.InvalidAnswer, $"Model '{model.Id}': its upstream's answer is no chat completion with a text.", innerException: e);
        }
    }

    private static double CostOf(ModelSettings settings, TokenUsage usage) =>
        ((usage.InputTokens * settings.InputUsdPerMillionTokens!.Value) + (usage.OutputTokens * settings.OutputUsdPerMillionTokens!.Value)) / 1e6;
}
