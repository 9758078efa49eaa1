using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using OrleansRouter.Gateway.Chat;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Routing.Data.Simulation;

namespace OrleansRouter.Gateway.Providers.Simulated;

/// <summary>A made-up answer, drawn from model and prompt: dearer models are good more often, and talkative ones are longer.</summary>
/// <param name="ModelId">The model.</param>
/// <param name="Id">A stable id, as OpenAI's <c>chatcmpl-…</c>.</param>
/// <param name="Words">The text in words.</param>
/// <param name="IsCut">Whether the client's token limit cut it.</param>
/// <param name="InputTokens">Tokens read, by length.</param>
internal sealed record SimulatedAnswer(string ModelId, string Id, IReadOnlyList<string> Words, bool IsCut, int InputTokens)
{
    private const int QuotedCharacters = 80;
    private const int ShortestPadding = 20;

    public string Text => string.Join(' ', Words);

    /// <summary>A word counts as a token.</summary>
    public int OutputTokens => Words.Count;

    public static SimulatedAnswer To(ProviderCall call)
    {
        using JsonDocument body = JsonDocument.Parse(call.Body, new JsonDocumentOptions { MaxDepth = 1_000 });
        Conversation conversation = Conversation.Read(body.RootElement.GetProperty("messages"));
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{call.ModelId}\n{conversation.Prompt}"));
        var rng = new Rng(BitConverter.ToUInt64(hash));
        SimulatedModel? model = SimulatedPool.World.Models.FirstOrDefault(m => m.Name == call.ModelId);
        _ = SimulatedSchedule.TryParse(call.Settings.UpstreamModel, out SimulatedSchedule schedule);
        string grade = rng.NextDouble() < schedule.Quality(call.ModelId, call.Time.GetUtcNow()) ? "good" : "poor";
        int padding = (int)(ShortestPadding * (model?.Verbosity ?? 1) * (1 + rng.NextDouble()));
        string[] words = Compose(call.ModelId, grade, conversation.Prompt, padding).Split(' ');
        int most = Limit(body.RootElement, "max_completion_tokens") ?? Limit(body.RootElement, "max_tokens") ?? int.MaxValue;
        string id = $"chatcmpl-simulated-{Convert.ToHexStringLower(hash.AsSpan(0, 8))}";
        return new SimulatedAnswer(call.ModelId, id, [.. words.Take(most)], words.Length > most, conversation.InputTokens);
    }

    private static string Compose(string modelId, string grade, string prompt, int padding)
    {
        string quoted = prompt.Length <= QuotedCharacters ? prompt : $"{prompt[..QuotedCharacters]}…";
        string filler = string.Join(' ', Enumerable.Repeat("simulated", padding));
        return $"[simulated answer of {modelId}] No language model was asked. "
            + $"To \"{quoted.ReplaceLineEndings(" ")}\" this model would have given a {grade} answer: {filler}.";
    }

    private static int? Limit(JsonElement body, string name) =>
        body.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number ? value.GetInt32() : null;
}
