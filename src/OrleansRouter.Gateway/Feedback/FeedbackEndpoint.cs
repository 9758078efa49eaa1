using OrleansRouter.Gateway.Keys;
using OrleansRouter.Gateway.Metrics;
using OrleansRouter.Gateway.OpenAi;
using OrleansRouter.Gateway.Recording;
using OrleansRouter.Grains.Decisions;
using OrleansRouter.Grains.Feedback;
using OrleansRouter.Grains.Keys;

namespace OrleansRouter.Gateway.Feedback;

/// <summary><c>POST /v1/feedback</c>: acknowledged once it is durable, stored once for each idempotency key.</summary>
internal sealed class FeedbackEndpoint(
    IDecisionLog decisions, IFeedbackLog feedback, StatisticsCollector statistics, GatewayMetrics metrics, TimeProvider time)
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/v1/feedback", (FeedbackRequest request, HttpContext context, FeedbackEndpoint endpoint) =>
            endpoint.HandleAsync(request, context))
        .WithMetadata(new RequiredScope(KeyScope.TenantUse))
        .WithSummary("A score, a preference or a gold label for a decision.");

    private async Task<FeedbackResponse> HandleAsync(FeedbackRequest request, HttpContext context)
    {
        (string tenantId, _) = context.Caller().RequireTenant();
        FeedbackRecord record = request.ToRecord(tenantId, context.Request.Headers["Idempotency-Key"].FirstOrDefault(), time.GetUtcNow());
        LoggedDecision decision = await decisions.FindAsync(tenantId, record.DecisionId, context.RequestAborted)
            ?? throw ApiError.NotFound(
                $"No decision '{record.DecisionId}' of this tenant.", "decision_id", "decision_not_found").AsException();
        FeedbackAppendResult result = await feedback.AppendAsync(record, context.RequestAborted);
        metrics.FeedbackReceived(Name(record.Kind), Name(result));
        if (result == FeedbackAppendResult.Conflict)
        {
            throw ApiError.Conflict(
                $"Idempotency key '{record.IdempotencyKey}' was used for other feedback; nothing changed.",
                "idempotency_key",
                "idempotency_conflict").AsException();
        }

        if (result == FeedbackAppendResult.Stored && record.Kind != FeedbackKind.Preference)
        {
            metrics.Scored(record.Value);
            statistics.AddScore(decision.Outcome?.ModelId ?? decision.Decision.ModelId, record.Value);
        }

        return new FeedbackResponse(record.DecisionId, Name(result), record.IdempotencyKey);
    }

    private static string Name<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();
}
