using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace OrleansRouter.Gateway.Tests.Fuzzing;

/// <summary>What answers must be, whatever was sent.</summary>
internal static partial class Answers
{
    /// <summary>Checks an error's shape.</summary>
    /// <returns>Its kind: status, code, field and message without what is the input's own.</returns>
    public static string Error(int status, ReadOnlySpan<byte> body)
    {
        JsonElement error = Json(body, "error answer").TryGetProperty("error", out JsonElement found) ? found : throw new FuzzException($"{status} without an error object");
        string code = error.GetProperty("code").GetString() ?? "", message = error.GetProperty("message").GetString()!;
        // What the parser says of broken JSON is different for every input.
        string kind = code is "invalid_json" or "invalid_utf8" ? "" : Own().Replace(message[..Math.Min(message.Length, 200)].Split(": ")[0], "_");
        return $"{status} {code} {error.GetProperty("type")} {kind}";
    }

    /// <exception cref="FuzzException">It is not JSON.</exception>
    public static JsonElement Json(ReadOnlySpan<byte> json, string what)
    {
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 300 });
            JsonElement element = JsonElement.ParseValue(ref reader);
            return reader.Read() ? throw new FuzzException($"{what} goes on after its end") : element;
        }
        catch (JsonException exception)
        {
            throw new FuzzException($"{what} is no JSON: {exception.Message} {Encoding.Latin1.GetString(json[..Math.Min(300, json.Length)])}");
        }
    }

    [GeneratedRegex("""'[^']*'?|"[^"]*"?|[-+]?[0-9.][0-9.E+-]*|\$\.[^ ]*|(?<= is )[^;]*""")]
    private static partial Regex Own();
}
