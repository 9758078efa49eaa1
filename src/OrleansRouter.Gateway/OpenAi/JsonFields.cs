using System.Text.Json;

namespace OrleansRouter.Gateway.OpenAi;

/// <summary>
/// Reads typed fields of a request object. A field that is missing or null reads as null; one of another type is an error.
/// </summary>
internal static class JsonFields
{
    /// <summary>Most characters of a name.</summary>
    public const int LongestText = 200;

    public static string? String(JsonElement owner, string name, string path = "", int maxLength = LongestText)
    {
        if (!TryGet(owner, name, out JsonElement value))
        {
            return null;
        }

        string text = value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Wrong(value, path + name, "a string");
        if (text.Contains('\0', StringComparison.Ordinal))
        {
            throw ApiError.InvalidRequest($"'{path}{name}' holds U+0000, which is not accepted.", path + name).AsException();
        }

        return text.Length <= maxLength
            ? text
            : throw ApiError.InvalidRequest(
                $"'{path}{name}' has {text.Length} characters; at most {maxLength} are accepted.", path + name).AsException();
    }

    public static bool? Boolean(JsonElement owner, string name, string path = "") => !TryGet(owner, name, out JsonElement value)
        ? null
        : value.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => throw Wrong(value, path + name, "true or false"),
        };

    public static double? Number(JsonElement owner, string name, double min, double max, string path = "")
    {
        if (!TryGet(owner, name, out JsonElement value))
        {
            return null;
        }

        string expected = $"a number in [{min:R}, {max:R}]";
        return value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && number >= min && number <= max
            ? number
            : throw Wrong(value, path + name, expected);
    }

    public static int? Integer(JsonElement owner, string name, int min, string path = "")
    {
        if (!TryGet(owner, name, out JsonElement value))
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) && number >= min
            ? number
            : throw Wrong(value, path + name, $"an integer of at least {min}");
    }

    public static JsonElement? Object(JsonElement owner, string name, string path = "") => OfKind(owner, name, path, JsonValueKind.Object);

    public static JsonElement? Array(JsonElement owner, string name, string path = "") => OfKind(owner, name, path, JsonValueKind.Array);

    public static ApiException Wrong(JsonElement value, string path, string expected) =>
        ApiError.InvalidRequest($"'{path}' is {Describe(value)}; expected {expected}.", path).AsException();

    /// <summary>The kind with its article, for messages.</summary>
    public static string KindName(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "a boolean",
        _ => "null",
    };

    private static bool TryGet(JsonElement owner, string name, out JsonElement value) =>
        owner.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;

    private static JsonElement? OfKind(JsonElement owner, string name, string path, JsonValueKind kind) =>
        !TryGet(owner, name, out JsonElement value) ? null
        : value.ValueKind == kind ? value
        : throw Wrong(value, path + name, KindName(kind));

    private static string Describe(JsonElement value)
    {
        const int longest = 40;
        string raw = value.ValueKind is JsonValueKind.Object or JsonValueKind.Array ? KindName(value.ValueKind) : value.GetRawText();
        return raw.Length <= longest ? raw : $"{raw[..longest]}…";
    }
}
