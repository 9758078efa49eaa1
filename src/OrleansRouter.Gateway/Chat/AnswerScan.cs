using System.Text.Json;

namespace OrleansRouter.Gateway.Chat;

/// <summary>
/// What the gateway needs to know of an upstream's answer, or of one event of its stream, found in one pass over the bytes:
/// the places of <c>model</c> and <c>usage</c>, the token counts, and how much text there is. Everything else stays unread.
/// </summary>
internal readonly record struct AnswerScan
{
    /// <summary>Bytes of the value of <c>model</c>; empty when there is none.</summary>
    public Range Model { get; init; }

    /// <summary>Bytes of the property <c>usage</c> with the comma that goes with it; empty when there is none.</summary>
    public Range UsageProperty { get; init; }

    /// <summary>The token counts, or null when there are none.</summary>
    public TokenUsage? Usage { get; init; }

    /// <summary>Whether <c>choices</c> is there and has an element.</summary>
    public bool HasChoices { get; init; }

    /// <summary>Whether the object carries an <c>error</c>.</summary>
    public bool HasError { get; init; }

    /// <summary>UTF-8 length of the text, reasoning and tool arguments in it, for estimates.</summary>
    public int TextBytes { get; init; }

    /// <summary>Position of the brace that opens the object.</summary>
    public int Start { get; init; }

    /// <summary>Whether the object has any property.</summary>
    public bool HasProperties { get; init; }

    /// <summary>Position of the brace that closes the object.</summary>
    public int End { get; init; }

    /// <summary>Scans one JSON object.</summary>
    /// <exception cref="JsonException">It is not a JSON object.</exception>
    public static AnswerScan Read(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 256 });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("expected a JSON object");
        }

        var scan = new AnswerScan { Start = (int)reader.TokenStartIndex };
        int previousEnd = -1;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            scan = scan.WithProperty(ref reader, json, previousEnd);
            previousEnd = (int)reader.BytesConsumed;
        }

        scan = scan with { End = (int)reader.TokenStartIndex, HasProperties = previousEnd >= 0 };
        return reader.Read() ? throw new JsonException("expected one JSON object") : scan;
    }

    private AnswerScan WithProperty(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, int previousEnd)
    {
        int nameStart = (int)reader.TokenStartIndex;
        if (reader.ValueTextEquals("model"u8))
        {
            reader.Read();
            int start = (int)reader.TokenStartIndex;
            reader.Skip();
            return this with { Model = start..(int)reader.BytesConsumed };
        }

        if (reader.ValueTextEquals("usage"u8))
        {
            TokenUsage? usage = ReadUsage(ref reader);
            int end = (int)reader.BytesConsumed;
            Range property = previousEnd >= 0 ? previousEnd..end : nameStart..SkipComma(json, end);
            return this with { Usage = usage, UsageProperty = property };
        }

        bool isChoices = reader.ValueTextEquals("choices"u8);
        bool isError = reader.ValueTextEquals("error"u8);
        reader.Read();
        bool isNull = reader.TokenType == JsonTokenType.Null;
        (int elements, int textBytes) = ReadContent(ref reader);
        return this with
        {
            HasChoices = HasChoices || (isChoices && elements > 0),
            HasError = HasError || (isError && !isNull),
            TextBytes = TextBytes + textBytes,
        };
    }

    /// <summary>Walks over one value and adds up the text in it.</summary>
    private static (int Elements, int TextBytes) ReadContent(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is not (JsonTokenType.StartArray or JsonTokenType.StartObject))
        {
            return (0, 0);
        }

        int depth = reader.CurrentDepth, elements = 0, textBytes = 0;
        while (reader.Read() && reader.CurrentDepth > depth)
        {
            elements++;
            if (reader.TokenType == JsonTokenType.PropertyName && IsText(ref reader))
            {
                reader.Read();
                textBytes += reader.TokenType == JsonTokenType.String ? reader.ValueSpan.Length : 0;
            }
        }

        return (elements, textBytes);
    }

    private static bool IsText(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("content"u8) || reader.ValueTextEquals("reasoning_content"u8) || reader.ValueTextEquals("arguments"u8);

    private static TokenUsage? ReadUsage(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return null;
        }

        int input = -1, output = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isInput = reader.ValueTextEquals("prompt_tokens"u8);
            bool isOutput = reader.ValueTextEquals("completion_tokens"u8);
            reader.Read();
            if (isInput || isOutput)
            {
                int tokens = reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out int value) && value >= 0 ? value : 0;
                (input, output) = isInput ? (tokens, output) : (input, tokens);
            }

            reader.Skip();
        }

        return input >= 0 ? new TokenUsage(input, output) : null;
    }

    private static int SkipComma(ReadOnlySpan<byte> json, int position)
    {
        int comma = position + json[position..].IndexOfAnyExcept(" \t\r\n"u8);
        return json[comma] == ',' ? comma + 1 : position;
    }
}
