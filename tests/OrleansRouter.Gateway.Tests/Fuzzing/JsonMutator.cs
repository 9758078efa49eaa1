using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Gateway.Tests.Fuzzing;

/// <summary>Seeded changes of JSON: of its tree, so that readers are reached behind the parser, and of its bytes, so that the parser is.</summary>
internal sealed class JsonMutator(Rng rng) : IMutator
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 512 };
    private static readonly string[] Values =
    [
        "null", "true", "false", "0", "-1", "1", "0.5", "-0.0", "1e308", "1e-320", "1e999", "2147483648", "-2147483649", "9007199254740993", "99999999999999999999", "0.1234567",
        "\"\"", "\" \"", "\"auto\"", "\"auto:\"", "\"auto:fuzz\"", "\"router-mf-0.5\"", "\"router-x-9\"", "\"gold\"", "\"user\"", "\"tool\"", "\"\\u0000\"", "\"\\ud800\"", "\"\\ud83d\\ude00\"", "\"é\"", "\"NaN\"", "\"1\"",
        "\"0001-01-01T00:00:00Z\"", "\"9999-12-31T23:59:59+14:00\"", "\"2030-01-01\"", "\"../x\"", "\"http://[\"", "[]", "{}", "[[]]", "[null]", "[{}]", "{\"\":{}}", "[1,2,3]", "[\"gold\",\"gold\"]",
    ];

    private static readonly string[] Names =
    [
        "model", "messages", "role", "content", "text", "type", "image_url", "tool_calls", "arguments", "stream", "stream_options", "include_usage", "tools", "functions", "max_tokens", "router",
        "session", "allowed_models", "quality_weight", "max_cost_usd", "prompt", "record", "input", "decision_id", "score", "gold", "preference", "compared_model", "comment", "idempotency_key",
        "usage", "choices", "error", "delta", "prompt_tokens", "completion_tokens", "message", "code", "param", "id", "limits", "budget", "enabled", "scope", "", "\0", "Model", "mo\\u0064el",
    ];

    private static readonly string[] Tokens =
        ["{", "}", "[", "]", ":", ",", "\"", "\\", "\\u", "\\ud800", "null", "1e9999", "-", "//", "/*", "\"model\":", "\"usage\":{}", ",\"router\":{}", "\u00FF", "\0", "\n", "\r\n", "\t", "\uFEFF"];

    /// <inheritdoc/>
    public byte[] Mutate(byte[] input, IReadOnlyList<byte[]> corpus)
    {
        for (int i = 1 + rng.NextInt(3); i > 0; i--)
        {
            input = (rng.NextInt(4) > 0 && Parse(input) is { } tree ? MutateTree(tree, corpus) : null)
                ?? ByteMutator.Mutate(input, Pick(corpus), Tokens, rng);
        }

        return input;
    }

    /// <returns>Null where the tree holds what no text can, such as half a surrogate pair.</returns>
    private byte[]? MutateTree(JsonNode tree, IReadOnlyList<byte[]> corpus)
    {
        try
        {
            return Encoding.UTF8.GetBytes(MutatedText(tree, corpus));
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException or JsonException)
        {
            return null;
        }
    }

    private string MutatedText(JsonNode tree, IReadOnlyList<byte[]> corpus)
    {
        List<JsonNode?> containers = [];
        Collect(tree, containers);
        JsonNode target = containers[rng.NextInt(containers.Count)]!;
        if (target is JsonObject owner)
        {
            MutateObject(owner, corpus);
        }
        else
        {
            MutateArray(target.AsArray(), corpus);
        }

        string text = tree.ToJsonString(Json);
        return rng.NextInt(40) == 0 ? Deepen(text) : rng.NextInt(40) == 0 ? text.Replace("\"x\"", $"\"{new string('x', 5_000)}\"") : text;
    }

    private void MutateObject(JsonObject owner, IReadOnlyList<byte[]> corpus)
    {
        string[] names = [.. owner.Select(p => p.Key)];
        string name = names.Length > 0 && rng.NextInt(5) > 0 ? names[rng.NextInt(names.Length)] : Pick(Names);
        switch (rng.NextInt(5))
        {
            case 0:
                owner.Remove(name);
                break;
            case 1 when owner.ContainsKey(name):
                owner[Pick(Names)] = owner[name]?.DeepClone();
                break;
            default:
                owner[name] = Value(corpus);
                break;
        }
    }

    private void MutateArray(JsonArray array, IReadOnlyList<byte[]> corpus)
    {
        int at = rng.NextInt(array.Count + 1);
        switch (rng.NextInt(4))
        {
            case 0 when at < array.Count:
                array.RemoveAt(at);
                break;
            case 1 when at < array.Count:
                array.Insert(at, array[at]?.DeepClone());
                break;
            case 2 when at < array.Count:
                array[at] = Value(corpus);
                break;
            default:
                array.Insert(at, Value(corpus));
                break;
        }
    }

    /// <summary>An interesting value, or a part of another input.</summary>
    private JsonNode? Value(IReadOnlyList<byte[]> corpus)
    {
        if (rng.NextInt(4) == 0 && Parse(Pick(corpus)) is { } other)
        {
            List<JsonNode?> parts = [];
            Collect(other, parts);
            return parts[rng.NextInt(parts.Count)]?.DeepClone();
        }

        // Half a surrogate pair is no value that a tree can hold; it comes in as a token.
        string value = Pick(Values);
        return value.Contains("\\ud800", StringComparison.Ordinal) ? JsonValue.Create("") : JsonNode.Parse(value);
    }

    private string Deepen(string text)
    {
        int depth = 1 + rng.NextInt(100);
        return text.Replace("[]", $"{new string('[', depth)}{new string(']', depth)}");
    }

    private static void Collect(JsonNode? node, List<JsonNode?> into)
    {
        if (node is JsonObject owner)
        {
            into.Add(node);
            foreach ((string _, JsonNode? child) in owner)
            {
                Collect(child, into);
            }
        }
        else if (node is JsonArray array)
        {
            into.Add(node);
            foreach (JsonNode? child in array)
            {
                Collect(child, into);
            }
        }
    }

    private static JsonNode? Parse(byte[] input)
    {
        try
        {
            return JsonNode.Parse(input, documentOptions: new JsonDocumentOptions { MaxDepth = 200 }) is { } node and (JsonObject or JsonArray) ? node : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private T Pick<T>(IReadOnlyList<T> values) => values[rng.NextInt(values.Count)];
}
