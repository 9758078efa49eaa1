using System.Text.Json;

namespace OrleansRouter.Gateway.Providers.Simulated;

/// <summary>Simulated answers in OpenAI's format.</summary>
internal static class SimulatedJson
{
    private const int WordsPerChunk = 8;
    private const string Fingerprint = "simulated";
    private const string ChunkKind = "chat.completion.chunk";

    /// <summary>A <c>chat.completion</c>.</summary>
    public static ReadOnlyMemory<byte> Completion(SimulatedAnswer answer) => Write(new
    {
        id = answer.Id,
        @object = "chat.completion",
        created = 0,
        model = answer.ModelId,
        system_fingerprint = Fingerprint,
        choices = new[] { new { index = 0, message = new { role = "assistant", content = answer.Text }, finish_reason = Finish(answer) } },
        usage = Usage(answer),
    });

    /// <summary>The <c>chat.completion.chunk</c>s: text, the reason to stop, and the token counts.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> Chunks(SimulatedAnswer answer)
    {
        string separator = "";
        foreach (string[] words in answer.Words.Chunk(WordsPerChunk))
        {
            yield return Chunk(answer, new { role = "assistant", content = separator + string.Join(' ', words) }, finish: null);
            separator = " ";
        }

        yield return Chunk(answer, new { }, Finish(answer));
        yield return Write(new
        {
            id = answer.Id,
            @object = ChunkKind,
            created = 0,
            model = answer.ModelId,
            choices = Array.Empty<object>(),
            usage = Usage(answer),
        });
    }

    private static ReadOnlyMemory<byte> Chunk(SimulatedAnswer answer, object delta, string? finish) => Write(new
    {
        id = answer.Id,
        @object = ChunkKind,
        created = 0,
        model = answer.ModelId,
        system_fingerprint = Fingerprint,
        choices = new[] { new { index = 0, delta, finish_reason = finish } },
    });

    private static string Finish(SimulatedAnswer answer) => answer.IsCut ? "length" : "stop";

    private static object Usage(SimulatedAnswer answer) => new
    {
        prompt_tokens = answer.InputTokens,
        completion_tokens = answer.OutputTokens,
        total_tokens = answer.InputTokens + answer.OutputTokens,
    };

    private static ReadOnlyMemory<byte> Write(object value) => JsonSerializer.SerializeToUtf8Bytes(value);
}
