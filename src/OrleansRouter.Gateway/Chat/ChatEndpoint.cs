using OrleansRouter.Gateway.Budgets;
using OrleansRouter.Gateway.Keys;
using OrleansRouter.Gateway.Limits;
using OrleansRouter.Gateway.OpenAi;
using OrleansRouter.Gateway.Recording;
using OrleansRouter.Gateway.Selection;
using OrleansRouter.Grains.Keys;

namespace OrleansRouter.Gateway.Chat;

/// <summary><c>POST /v1/chat/completions</c>.</summary>
internal sealed class ChatEndpoint(RoutePlanner planner, CallRecorder recorder, UpstreamCalls calls, UsageGate gate, GatewayOptions options)
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/v1/chat/completions", (HttpContext context, ChatEndpoint chat) => chat.HandleAsync(context))
        .WithMetadata(new RequiredScope(KeyScope.TenantUse), JsonBody.OwnSizeLimit)
        .WithSummary("Chat completion, whole or streamed, by the model that the router chooses or the client names.");

    private async Task HandleAsync(HttpContext context)
    {
        using JsonBody body = await JsonBody.ReadAsync(context, options.Limits);
        ChatRequest request = ChatRequest.Read(body.Root, context.Request.Headers);
        using UsagePass pass = gate.Enter(context, request.Input);
        Caller caller = context.Caller();
        CallBound? bound = BudgetGate.Limits(caller) ? CallBound.OfChat(body, request.Input, options.Budgets) : null;
        RoutePlan plan = await planner.PlanAsync(caller, request.Model, request.Input, bound);
        CallRun run = recorder.Begin(plan);
        await CallScope.RunAsync(context, run, pass, () => request.Stream
            ? new StreamedAnswer(context, run, request.WantsUsage).SendAsync(model =>
                model.Provider.StreamAsync(calls.Of(run, model, body, askForUsage: true), context.RequestAborted))
            : WholeAnswer.SendAsync(context, run, model =>
                model.Provider.CompleteAsync(calls.Of(run, model, body), context.RequestAborted)));
    }
}
