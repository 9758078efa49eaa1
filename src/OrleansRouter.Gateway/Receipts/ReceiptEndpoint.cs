using OrleansRouter.Gateway.Keys;
using OrleansRouter.Gateway.OpenAi;
using OrleansRouter.Gateway.Snapshot;
using OrleansRouter.Grains.Decisions;
using OrleansRouter.Grains.Feedback;
using OrleansRouter.Grains.Keys;
using OrleansRouter.Routing.Decisions;

namespace OrleansRouter.Gateway.Receipts;

/// <summary>
/// <c>GET /routing/v1/decisions/{id}</c>: what was decided, from what, and what became of it; <c>?verify=true</c> decides again and
/// compares.
/// </summary>
internal sealed class ReceiptEndpoint(IDecisionLog decisions, IFeedbackLog feedback, PolicyCache policies)
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/routing/v1/decisions/{id}", (string id, bool? verify, HttpContext context, ReceiptEndpoint receipts) =>
            receipts.HandleAsync(id, verify ?? false, context))
        .WithMetadata(new RequiredScope(KeyScope.TenantUse))
        .WithSummary("The receipt of a decision of this tenant; verify=true recomputes it.");

    private async Task<ReceiptResponse> HandleAsync(string id, bool verify, HttpContext context)
    {
        (string tenantId, _) = context.Caller().RequireTenant();
        LoggedDecision found = await decisions.FindAsync(tenantId, id, context.RequestAborted)
            ?? throw ApiError.NotFound($"No decision '{id}' of this tenant.", "id", "decision_not_found").AsException();
        IReadOnlyList<FeedbackRecord> labels = await feedback.FindAsync(tenantId, id, context.RequestAborted);
        Verification? verification = verify ? await VerifyAsync(found.Decision.ReceiptJson) : null;
        return ReceiptResponse.Of(found, labels, verification);
    }

    private async Task<Verification> VerifyAsync(string? receiptJson)
    {
        if (receiptJson is null)
        {
            return new Verification(Matches: true, "The client named the model; there was nothing to decide.");
        }

        DecisionReceipt receipt = DecisionReceipt.FromJson(receiptJson);
        try
        {
            ReceiptCheck check = ReceiptVerifier.Recompute(await policies.GetAsync(receipt.PolicyHash), receipt);
            return new Verification(check.Matches, check.Difference);
        }
        catch (KeyNotFoundException exception)
        {
            return new Verification(Matches: false, exception.Message);
        }
    }
}
