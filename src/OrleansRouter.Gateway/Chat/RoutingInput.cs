using System.Text.Json;
using OrleansRouter.Gateway.Budgets;
using OrleansRouter.Gateway.OpenAi;

namespace OrleansRouter.Gateway.Chat;

/// <summary>What the router reads of a request in order to choose a model.</summary>
internal sealed record RoutingInput
{
    /// <summary>The text that is encoded.</summary>
    public required string Prompt { get; init; }

    /// <summary>Tokens to read, estimated.</summary>
    public required int InputTokens { get; init; }

    /// <summary>The most tokens that the client wants written, or null.</summary>
    public int? MaxOutputTokens { get; init; }

    /// <summary>Whether the model must accept tools.</summary>
    public bool NeedsTools { get; init; }

    /// <summary>How many images there are.</summary>
    public int Images { get; init; }

    /// <summary>Whether the model must accept images.</summary>
    public bool NeedsVision => Images > 0;

    /// <summary>What this request asks of the router.</summary>
    public required RouterKnobs Knobs { get; init; }

    /// <summary>What is set aside for it; null: no budget limits it, or it makes no call.</summary>
    public BudgetHold? Hold { get; init; }

    /// <param name="body">The request.</param>
    /// <param name="messages">Its messages; null: its field <c>prompt</c> is read instead.</param>
    /// <param name="headers">The request's headers.</param>
    public static RoutingInput Read(JsonElement body, JsonElement? messages, IHeaderDictionary headers)
    {
        Conversation conversation = messages is { } array ? Conversation.Read(array) : Conversation.OfPrompt(ReadPrompt(body));
        JsonElement? tools = JsonFields.Array(body, "tools") ?? JsonFields.Array(body, "functions");
        int? maxOutput = JsonFields.Integer(body, "max_completion_tokens", 1) ?? JsonFields.Integer(body, "max_tokens", 1);
        return new RoutingInput
        {
            Prompt = conversation.Prompt,
            InputTokens = conversation.InputTokens + Conversation.TokensOf(tools?.GetRawText().Length ?? 0),
            MaxOutputTokens = maxOutput,
            NeedsTools = tools is { } list && list.GetArrayLength() > 0,
            Images = conversation.Images,
            Knobs = RouterKnobs.Read(body, headers),
        };
    }

    private static string ReadPrompt(JsonElement body) => JsonFields.String(body, "prompt", maxLength: int.MaxValue)
        ?? throw ApiError.InvalidRequest("'messages' and 'prompt' are both missing; expected one of them.", "messages").AsException();
}
