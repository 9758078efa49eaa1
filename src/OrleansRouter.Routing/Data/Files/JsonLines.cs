using System.Text.Json;

namespace OrleansRouter.Routing.Data.Files;

/// <summary>Streams the rows of a file with one JSON object a line; blank lines are skipped.</summary>
internal static class JsonLines
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>Reads row by row; a row is valid until the next one is asked for.</summary>
    /// <param name="file">The file.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <param name="progress">Receives how much of the file is read, from 0 to 1; null: nobody watches.</param>
    /// <exception cref="DataFormatException">The file is damaged, or a line is not one JSON object.</exception>
    public static IEnumerable<JsonRow> Read(string file, CancellationToken cancellationToken, IProgress<double>? progress = null)
    {
        using Stream stream = DataStream.Open(file, out FileStream raw);
        var lines = new LineReader(file, stream);
        while (lines.TryRead(out ReadOnlyMemory<byte> line))
        {
            cancellationToken.ThrowIfCancellationRequested();
            progress?.Report((double)raw.Position / raw.Length);
            if (line.Span.ContainsAnyExcept(" \t"u8))
            {
                using JsonDocument document = Parse(file, lines.LineNumber, line);
                yield return new JsonRow(file, lines.LineNumber, document.RootElement);
            }
        }
    }

    private static JsonDocument Parse(string file, long number, ReadOnlyMemory<byte> line)
    {
        if (Surrogates.HasHalfPair(line.Span))
        {
            throw new DataFormatException(file, number, "a text holds half of a \\u surrogate pair.");
        }

        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(line, Strict);
        }
        catch (JsonException) when (NonFiniteLiterals.Quote(line.Span) is byte[] quoted)
        {
            return Parse(file, number, quoted);
        }
        catch (JsonException exception)
        {
            throw new DataFormatException(file, number, $"not one complete JSON object ({Reason(exception)}).", exception);
        }

        if (document.RootElement.ValueKind == JsonValueKind.Object)
        {
            return document;
        }

        using (document)
        {
            throw new DataFormatException(file, number, $"expected one JSON object; got {document.RootElement.ValueKind}.");
        }
    }

    /// <summary>The parser's message without its own line number, which always reads 0 here.</summary>
    private static string Reason(JsonException exception)
    {
        string message = exception.Message;
        int place = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        string text = (place < 0 ? message : message[..place]).TrimEnd('.', ' ');
        return exception.BytePositionInLine is long at ? $"{text}; byte {at}" : text;
    }
}
