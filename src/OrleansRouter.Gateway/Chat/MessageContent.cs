using System.Text.Json;
using OrleansRouter.Gateway.OpenAi;

namespace OrleansRouter.Gateway.Chat;

/// <summary>What the router reads of one message.</summary>
/// <param name="IsUser">Whether the user said it.</param>
/// <param name="Texts">Its texts.</param>
/// <param name="Characters">Their length, and that of tool calls.</param>
/// <param name="Images">How many images it carries.</param>
internal sealed record MessageContent(bool IsUser, IReadOnlyList<string> Texts, long Characters, int Images)
{
    /// <exception cref="ApiException">It has no role, or its content is neither text nor an array of parts.</exception>
    public static MessageContent Read(JsonElement message, string path)
    {
        if (message.ValueKind != JsonValueKind.Object)
        {
            throw JsonFields.Wrong(message, path.TrimEnd('.'), "a message object");
        }

        string role = JsonFields.String(message, "role", path)
            ?? throw ApiError.InvalidRequest($"'{path}role' is missing; expected a string such as \"user\".", path + "role").AsException();
        long toolCharacters = JsonFields.Array(message, "tool_calls", path)?.GetRawText().Length ?? 0;
        (List<string> texts, int images) = ReadContent(message, path + "content");
        return new MessageContent(role == "user", texts, texts.Sum(t => (long)t.Length) + toolCharacters, images);
    }

    private static (List<string> Texts, int Images) ReadContent(JsonElement message, string path)
    {
        if (!message.TryGetProperty("content", out JsonElement content) || content.ValueKind == JsonValueKind.Null)
        {
            return ([], 0);
        }

        return content.ValueKind switch
        {
            JsonValueKind.String => ([content.GetString()!], 0),
            JsonValueKind.Array => ReadParts(content, path),
            _ => throw JsonFields.Wrong(content, path, "a string or an array of content parts"),
        };
    }

    private static (List<string> Texts, int Images) ReadParts(JsonElement parts, string path)
    {
        var texts = new List<string>();
        int images = 0;
        foreach (JsonElement part in parts.EnumerateArray())
        {
            if (part.ValueKind != JsonValueKind.Object)
            {
                throw JsonFields.Wrong(part, path, "an array of objects with a 'type'");
            }

            images += JsonFields.String(part, "type", path + ".") == "image_url" ? 1 : 0;
            if (part.TryGetProperty("text", out JsonElement text) && text.ValueKind == JsonValueKind.String)
            {
                texts.Add(text.GetString()!);
            }
        }

        return (texts, images);
    }
}
