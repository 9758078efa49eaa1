using OrleansRouter.Gateway.Chat;
using OrleansRouter.Gateway.Keys;
using OrleansRouter.Gateway.Limits;
using OrleansRouter.Gateway.OpenAi;
using OrleansRouter.Gateway.Selection;
using OrleansRouter.Gateway.Sessions;
using OrleansRouter.Grains.Decisions;
using OrleansRouter.Grains.Keys;

namespace OrleansRouter.Gateway.Decide;

/// <summary>
/// <c>POST /routing/v1/decide</c>: the choice without the call. It is logged, so that feedback can name it, unless <c>"record": false</c>.
/// </summary>
internal sealed class DecideEndpoint(RoutePlanner planner, IDecisionLog log, SessionModels sessions, UsageGate gate, GatewayOptions options)
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/routing/v1/decide", (HttpContext context, DecideEndpoint decide) => decide.HandleAsync(context))
        .WithMetadata(new RequiredScope(KeyScope.TenantUse), JsonBody.OwnSizeLimit)
        .WithSummary("Chooses a model for \"messages\" or a \"prompt\" and says why; sends nothing to it.")
        .Produces<DecideResponse>();

    private async Task<DecideResponse> HandleAsync(HttpContext context)
    {
        using JsonBody body = await JsonBody.ReadAsync(context, options.Limits);
        string model = JsonFields.String(body.Root, "model") ?? RequestedModel.Auto;
        bool record = JsonFields.Boolean(body.Root, "record") ?? true;
        RoutingInput input = RoutingInput.Read(body.Root, JsonFields.Array(body.Root, "messages"), context.Request.Headers);
        using UsagePass pass = gate.Enter(context);
        RoutePlan plan = await planner.PlanAsync(context.Caller(), model, input);
        PolicyChoice choice = plan.Choice
            ?? throw ApiError.InvalidRequest(
                $"'model' is \"{model}\", which leaves nothing to decide; use \"auto\" or \"auto:<policy>\".", "model").AsException();
        if (record)
        {
            plan.KeepSession(sessions);
            await log.AppendAsync(plan.Record, context.RequestAborted);
        }

        return DecideResponse.Of(plan.Record, choice, isRecorded: record);
    }
}
