using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using OrleansRouter.Gateway.OpenAi;

namespace OrleansRouter.Gateway.Chat;

/// <summary>
/// The client's body as it goes to the upstream: <c>model</c> replaced, <c>router</c> left out, usage asked for in streams.
/// Every other value keeps its bytes, so that fields the gateway does not know arrive unchanged.
/// </summary>
internal static class UpstreamBody
{
    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    /// <param name="body">The client's body.</param>
    /// <param name="upstreamModel">The name that the upstream knows the model by.</param>
    /// <param name="askForUsage">Whether a stream shall tell its tokens.</param>
    /// <param name="maxOutputTokens">A bound of the answer, for a request that has none; null: it stays as it is.</param>
    public static ReadOnlyMemory<byte> Write(JsonBody body, string upstreamModel, bool askForUsage, int? maxOutputTokens = null)
    {
        var buffer = new ArrayBufferWriter<byte>(body.Utf8.Length + 128);
        using var writer = new Utf8JsonWriter(buffer, Options);
        writer.WriteStartObject();
        foreach (JsonProperty property in body.Root.EnumerateObject())
        {
            if (property.NameEquals("model"u8))
            {
                writer.WriteString("model"u8, upstreamModel);
            }
            else if (!property.NameEquals("router"u8) && !(askForUsage && property.NameEquals("stream_options"u8))
                && !(maxOutputTokens is not null && property.NameEquals("max_completion_tokens"u8)))
            {
                Copy(writer, property);
            }
        }

        if (askForUsage)
        {
            WriteStreamOptions(writer, JsonFields.Object(body.Root, "stream_options"));
        }

        if (maxOutputTokens is { } bound)
        {
            writer.WriteNumber("max_completion_tokens"u8, bound);
        }

        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenMemory;
    }

    private static void WriteStreamOptions(Utf8JsonWriter writer, JsonElement? asked)
    {
        writer.WriteStartObject("stream_options"u8);
        foreach (JsonProperty property in asked?.EnumerateObject() ?? default)
        {
            if (!property.NameEquals("include_usage"u8))
            {
                Copy(writer, property);
            }
        }

        writer.WriteBoolean("include_usage"u8, true);
        writer.WriteEndObject();
    }

    private static void Copy(Utf8JsonWriter writer, JsonProperty property)
    {
        writer.WritePropertyName(property.Name);
        writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(property.Value), skipInputValidation: true);
    }
}
