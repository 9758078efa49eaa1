using Microsoft.AspNetCore.Mvc;
using OrleansRouter.Gateway.Admin.Online;
using OrleansRouter.Gateway.Admin.Tenants;
using OrleansRouter.Gateway.Keys;
using OrleansRouter.Gateway.OpenAi;
using OrleansRouter.Gateway.Snapshot;
using OrleansRouter.Grains.Hosting;
using OrleansRouter.Grains.Installation;
using OrleansRouter.Grains.Policies;
using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.Gateway.Admin.Policies;

/// <summary>Policy files, and which of them is the default.</summary>
internal sealed class PolicyEndpoints(PolicyImporter importer, IPolicyStore policies, IGrainHost grains, SnapshotService snapshots)
{
    public static void Map(IEndpointRouteBuilder tenantAdmin, IEndpointRouteBuilder operators, RequestLimits limits)
    {
        tenantAdmin.MapGet("/policies", (PolicyEndpoints endpoints, HttpContext context) =>
                endpoints.ListAsync(context.Caller(), context.RequestAborted))
            .WithSummary("All policies, oldest first, which one is the default, and which go on learning.");
        tenantAdmin.MapGet("/policies/{id}", (string id, PolicyEndpoints endpoints, HttpContext context) =>
                endpoints.GetAsync(id, context))
            .WithSummary("One policy with its training summary.");
        operators.MapPost("/policies", (string? id, PolicyEndpoints endpoints, HttpContext context) => endpoints.ImportAsync(id, context))
            .WithMetadata(new RequestSizeLimitAttribute(limits.MaxPolicyBytes))
            .WithSummary("Imports a policy file (the body); ?id= names it, otherwise family and content hash do.");
        operators.MapPut("/default-policy", (PolicyChoiceRequest choice, PolicyEndpoints endpoints, HttpContext context) =>
                endpoints.PromoteAsync(choice.PolicyId, context))
            .WithSummary("Lets a policy serve every tenant without its own.");
        operators.MapPost("/default-policy/rollback", (PolicyEndpoints endpoints, HttpContext context) =>
                endpoints.ChangeDefaultAsync(i => i.RollBackPolicyAsync(context.RequestAborted), context.RequestAborted))
            .WithSummary("Returns to the default policy before.");
    }

    private async Task<PolicyList> ListAsync(Caller caller, CancellationToken cancellationToken)
    {
        IReadOnlyList<PolicyInfo> all = await policies.ListAsync(caller, cancellationToken);
        return new PolicyList(
            [.. all.Select(PolicyView.Of)], snapshots.Current.DefaultPolicyId, LearningView.All(snapshots.Current, caller));
    }

    private async Task<PolicyView> GetAsync(string id, HttpContext context) =>
        PolicyView.Of(await policies.RequireAsync(context.Caller(), id, context.RequestAborted));

    private async Task<IResult> ImportAsync(string? id, HttpContext context)
    {
        using var file = new MemoryStream();
        await context.Request.Body.CopyToAsync(file, context.RequestAborted);
        try
        {
            PolicyInfo imported = await importer.ImportAsync(file.ToArray(), id, context.RequestAborted).AnswerAsync();
            await snapshots.RefreshAsync(context.RequestAborted);
            return Results.Created($"/admin/v1/policies/{imported.PolicyId}", PolicyView.Of(imported));
        }
        catch (ModelFormatException exception)
        {
            throw ApiError.InvalidRequest(
                $"The body is not a policy file of this build: {exception.Message}", code: "invalid_policy").AsException();
        }
    }

    private async Task<DefaultPolicy> PromoteAsync(string? policyId, HttpContext context)
    {
        if (policyId is null)
        {
            throw ApiError.InvalidRequest("'policy_id' is missing; name the policy that becomes the default.", "policy_id").AsException();
        }

        await policies.RequireAsync(context.Caller(), policyId, context.RequestAborted);
        return await ChangeDefaultAsync(i => i.PromotePolicyAsync(policyId, context.RequestAborted), context.RequestAborted);
    }

    private async Task<DefaultPolicy> ChangeDefaultAsync(
        Func<IInstallationGrain, Task<InstallationState>> change, CancellationToken cancellationToken)
    {
        InstallationState changed = await change(grains.GetGrain<IInstallationGrain>(IInstallationGrain.Key)).AnswerAsync();
        await snapshots.RefreshAsync(cancellationToken);
        return new DefaultPolicy(changed.DefaultPolicyId, changed.PreviousPolicyIds);
    }
}
