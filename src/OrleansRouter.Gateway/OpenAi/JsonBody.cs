using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;

namespace OrleansRouter.Gateway.OpenAi;

/// <summary>A request body that is one JSON object: its bytes as they came, and the parsed document over them.</summary>
internal sealed class JsonBody : IDisposable
{
    /// <summary>
    /// For endpoints that read their body here: the server's own limit would close the connection while the client still sends, and many
    /// clients would see a reset instead of the 413.
    /// </summary>
    public static readonly IRequestSizeLimitMetadata OwnSizeLimit = new DisableRequestSizeLimitAttribute();

    private readonly JsonDocument _document;

    private JsonBody(ReadOnlyMemory<byte> utf8, JsonDocument document)
    {
        Utf8 = utf8;
        _document = document;
    }

    public ReadOnlyMemory<byte> Utf8 { get; }

    public JsonElement Root => _document.RootElement;

    /// <summary>Reads and parses the body.</summary>
    /// <exception cref="ApiException">It is too large, not UTF-8, not JSON, nested too deeply, or not an object.</exception>
    public static async ValueTask<JsonBody> ReadAsync(HttpContext context, RequestLimits limits)
    {
        byte[] utf8 = await ReadBytesAsync(context.Request, limits.MaxBodyBytes, context.RequestAborted);
        return Parse(utf8, limits.MaxJsonDepth);
    }

    /// <summary>Parses <paramref name="utf8"/>; see <see cref="ReadAsync"/>.</summary>
    public static JsonBody Parse(ReadOnlyMemory<byte> utf8, int maxDepth)
    {
        if (!System.Text.Unicode.Utf8.IsValid(utf8.Span))
        {
            throw ApiError.InvalidRequest("The request body is not valid UTF-8.", code: "invalid_utf8").AsException();
        }

        JsonDocument document = ParseDocument(utf8, maxDepth);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            string found = JsonFields.KindName(document.RootElement.ValueKind);
            document.Dispose();
            throw ApiError.InvalidRequest($"The request body is {found}; expected a JSON object.", code: "invalid_json").AsException();
        }

        return new JsonBody(utf8, document);
    }

    public void Dispose() => _document.Dispose();

    private static JsonDocument ParseDocument(ReadOnlyMemory<byte> utf8, int maxDepth)
    {
        var options = new JsonDocumentOptions { MaxDepth = maxDepth, AllowDuplicateProperties = false };
        try
        {
            RequireWholeCharacters(utf8.Span, maxDepth);
            return JsonDocument.Parse(utf8, options);
        }
        catch (JsonException exception)
        {
            throw ApiError.InvalidRequest($"The request body is not valid JSON: {exception.Message}", code: "invalid_json").AsException();
        }
    }

    /// <summary>Valid JSON may escape half of a surrogate pair, which is no character and has no UTF-8.</summary>
    private static void RequireWholeCharacters(ReadOnlySpan<byte> utf8, int maxDepth)
    {
        if (utf8.IndexOf("\\u"u8) < 0)
        {
            return;
        }

        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = maxDepth });
        try
        {
            while (reader.Read())
            {
                if (reader.ValueIsEscaped)
                {
                    reader.GetString();
                }
            }
        }
        catch (InvalidOperationException)
        {
            string message = $"The request body escapes half a character (one surrogate of a pair) before byte {reader.BytesConsumed}.";
            throw ApiError.InvalidRequest(message, code: "invalid_utf8").AsException();
        }
    }

    private static async ValueTask<byte[]> ReadBytesAsync(HttpRequest request, int maxBytes, CancellationToken cancellationToken)
    {
        if (request.ContentLength > maxBytes)
        {
            throw TooLarge(maxBytes);
        }

        while (true)
        {
            var result = await request.BodyReader.ReadAsync(cancellationToken);
            if (result.Buffer.Length > maxBytes)
            {
                throw TooLarge(maxBytes);
            }

            if (result.IsCompleted)
            {
                byte[] bytes = result.Buffer.ToArray();
                request.BodyReader.AdvanceTo(result.Buffer.End);
                return bytes;
            }

            request.BodyReader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }

    private static ApiException TooLarge(int maxBytes) =>
        ApiError.TooLarge($"The request body is larger than {maxBytes} bytes, the most this gateway reads.").AsException();
}
