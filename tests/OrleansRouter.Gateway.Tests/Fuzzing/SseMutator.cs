using System.Text;
using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Gateway.Tests.Fuzzing;

/// <summary>Seeded changes of event streams: of their events' JSON, of the order of lines, of what separates them, and of bytes.</summary>
internal sealed class SseMutator(Rng rng) : IMutator
{
    private static readonly string[] Lines =
    [
        "", ":", ": keep-alive", "data", "data:", "data: [DONE]", "data:[DONE]", "data: {}", "data: null", "data: []", "data: \"x\"", "data: {\"error\":{\"message\":\"x\"}}", "data: {\"error\":null}", "event: error", "event:", "id: 1",
        "id: \0", "retry: 1", "retry: x", "retry: 99999999999999999999", "Data: {}", " data: {}", "\uFEFFdata: {}", "{\"choices\":[]}", "data: {\"choices\":[", "data: ],\"usage\":null}", "data: {\"usage\":{\"prompt_tokens\":1}}",
    ];

    private static readonly string[] Tokens = ["\r", "\n", "\r\n", "\n\n", "\0", "\uFEFF", "data: ", ":", "[DONE]", "{", "}", "\"", "\\ud800", "\u00FF"];
    private readonly JsonMutator _json = new(rng);

    /// <inheritdoc/>
    public byte[] Mutate(byte[] input, IReadOnlyList<byte[]> corpus)
    {
        if (rng.NextInt(5) == 0)
        {
            return ByteMutator.Mutate(input, corpus[rng.NextInt(corpus.Count)], Tokens, rng);
        }

        string separator = rng.NextInt(10) switch { 0 => "\r\n", 1 => "\r", _ => "\n" };
        List<byte[]> lines = [.. Encoding.Latin1.GetString(input).Split('\n').Select(line => Encoding.Latin1.GetBytes(line))];
        int at = rng.NextInt(lines.Count);
        switch (rng.NextInt(6))
        {
            case 0:
                lines.RemoveAt(at);
                break;
            case 1:
                lines.Insert(at, lines[rng.NextInt(lines.Count)]);
                break;
            case 2:
                lines.Insert(at, Encoding.UTF8.GetBytes(Lines[rng.NextInt(Lines.Length)]));
                break;
            default:
                lines[at] = MutateData(lines[at], corpus);
                break;
        }

        return [.. lines.SelectMany((line, i) => i == 0 ? line : [.. Encoding.ASCII.GetBytes(separator), .. line])];
    }

    private byte[] MutateData(byte[] line, IReadOnlyList<byte[]> corpus)
    {
        ReadOnlySpan<byte> prefix = "data: "u8;
        return line.AsSpan().StartsWith(prefix)
            ? [.. prefix, .. _json.Mutate(line[prefix.Length..], corpus)]
            : ByteMutator.Mutate(line, corpus[rng.NextInt(corpus.Count)], Tokens, rng);
    }
}
