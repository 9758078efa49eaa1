using System.Text.Json;
using OrleansRouter.Gateway.Budgets;
using OrleansRouter.Gateway.Chat;
using OrleansRouter.Gateway.Keys;
using OrleansRouter.Gateway.Limits;
using OrleansRouter.Gateway.OpenAi;
using OrleansRouter.Gateway.Recording;
using OrleansRouter.Gateway.Selection;
using OrleansRouter.Grains.Keys;

namespace OrleansRouter.Gateway.Embeddings;

/// <summary>
/// <c>POST /v1/embeddings</c>: forwarded to the model that the client names; vectors of different models do not mix, so there is no choice.
/// </summary>
internal sealed class EmbeddingsEndpoint(RoutePlanner planner, CallRecorder recorder, UpstreamCalls calls, UsageGate gate, GatewayOptions options)
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/v1/embeddings", (HttpContext context, EmbeddingsEndpoint embeddings) => embeddings.HandleAsync(context))
        .WithMetadata(new RequiredScope(KeyScope.TenantUse), JsonBody.OwnSizeLimit)
        .WithSummary("Embeddings by the named model.");

    private async Task HandleAsync(HttpContext context)
    {
        using JsonBody body = await JsonBody.ReadAsync(context, options.Limits);
        string model = ReadModel(body.Root);
        RoutingInput input = ReadInput(body.Root, context.Request.Headers);
        using UsagePass pass = gate.Enter(context, input);
        Caller caller = context.Caller();
        CallBound? bound = BudgetGate.Limits(caller) ? CallBound.OfEmbeddings(body, options.Budgets) : null;
        RoutePlan plan = await planner.PlanAsync(caller, model, input, bound);
        CallRun run = recorder.Begin(plan);
        await CallScope.RunAsync(context, run, pass, () => WholeAnswer.SendAsync(
            context, run, entry => entry.Provider.EmbedAsync(calls.Of(run, entry, body), context.RequestAborted)));
    }

    private static string ReadModel(JsonElement body)
    {
        string model = JsonFields.String(body, "model") ?? throw ApiError.InvalidRequest(
            "'model' is missing; name an embedding model.", "model").AsException();
        return model == RequestedModel.Auto || model.StartsWith(RequestedModel.PolicyPrefix, StringComparison.Ordinal)
            ? throw ApiError.InvalidRequest(
                $"'model' is \"{model}\"; embeddings of different models do not mix, so name one model.", "model").AsException()
            : model;
    }

    private static RoutingInput ReadInput(JsonElement body, IHeaderDictionary headers)
    {
        if (!body.TryGetProperty("input", out JsonElement input) || input.ValueKind is not (JsonValueKind.String or JsonValueKind.Array))
        {
            throw ApiError.InvalidRequest("'input' is missing; expected a string or an array.", "input").AsException();
        }

        string text = input.ValueKind == JsonValueKind.String ? input.GetString()! : input.GetRawText();
        Conversation conversation = Conversation.OfPrompt(text);
        return new RoutingInput
        {
            Prompt = conversation.Prompt,
            InputTokens = conversation.InputTokens,
            Knobs = RouterKnobs.Read(body, headers),
        };
    }
}
