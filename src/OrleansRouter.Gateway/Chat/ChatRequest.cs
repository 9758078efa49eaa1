using System.Text.Json;
using OrleansRouter.Gateway.OpenAi;

namespace OrleansRouter.Gateway.Chat;

/// <summary>What the gateway reads of a chat completion request; the rest of the body is the upstream's to judge.</summary>
internal sealed record ChatRequest
{
    /// <summary>What the client wrote into <c>model</c>.</summary>
    public required string Model { get; init; }

    /// <summary>Whether the answer is streamed.</summary>
    public required bool Stream { get; init; }

    /// <summary>Whether the client wants the token counts of a stream.</summary>
    public required bool WantsUsage { get; init; }

    /// <summary>What the router needs to choose.</summary>
    public required RoutingInput Input { get; init; }

    /// <exception cref="ApiException">A field that the gateway reads is missing or of the wrong type.</exception>
    public static ChatRequest Read(JsonElement body, IHeaderDictionary headers)
    {
        string model = JsonFields.String(body, "model")
            ?? throw ApiError.InvalidRequest("'model' is missing; use \"auto\" or a model of GET /v1/models.", "model").AsException();
        JsonElement messages = JsonFields.Array(body, "messages")
            ?? throw ApiError.InvalidRequest("'messages' is missing; expected an array of messages.", "messages").AsException();
        JsonElement? streamOptions = JsonFields.Object(body, "stream_options");
        return new ChatRequest
        {
            Model = model,
            Stream = JsonFields.Boolean(body, "stream") ?? false,
            WantsUsage = streamOptions is { } options && (JsonFields.Boolean(options, "include_usage", "stream_options.") ?? false),
            Input = RoutingInput.Read(body, messages, headers),
        };
    }
}
