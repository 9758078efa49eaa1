using OrleansRouter.Gateway.Admin.Policies;
using OrleansRouter.Gateway.Keys;
using OrleansRouter.Gateway.OpenAi;
using OrleansRouter.Gateway.Snapshot;
using OrleansRouter.Grains.Hosting;
using OrleansRouter.Grains.Policies;
using OrleansRouter.Grains.Rollouts;
using OrleansRouter.Grains.Tenants;
using OrleansRouter.Routing.Evidence;
using OrleansRouter.Routing.Policies;

namespace OrleansRouter.Gateway.Admin.Rollouts;

/// <summary>A tenant's candidate policy on its way to serve, step by step.</summary>
internal sealed class RolloutEndpoints(IGrainHost grains, IPolicyStore policies, PolicyCache cache, SnapshotService snapshots)
{
    public static void Map(IEndpointRouteBuilder tenantAdmin)
    {
        RouteGroupBuilder rollout = tenantAdmin.MapGroup("/tenants/{id}/rollout");
        rollout.MapPost("", (string id, RolloutCreation creation, RolloutEndpoints rollouts, HttpContext context) =>
                rollouts.StartAsync(id, creation, context))
            .WithSummary("Tries a policy: watched in the shadow, then for a share of the requests, then as the tenant's policy.");
        rollout.MapGet("", (string id, RolloutEndpoints rollouts, HttpContext context) => rollouts.GetAsync(id, context))
            .WithSummary("The latest rollout, with its evidence.");
        rollout.MapPost("/advance", (string id, RolloutEndpoints rollouts, HttpContext context) =>
                rollouts.ChangeAsync(id, context, grain => grain.AdvanceAsync(context.Caller().KeyId, context.RequestAborted)))
            .WithSummary("Goes on to the next stage without waiting for evidence.");
        rollout.MapPost("/abort", (string id, RolloutEndpoints rollouts, HttpContext context) =>
                rollouts.ChangeAsync(id, context, grain => grain.AbortAsync(context.Caller().KeyId, context.RequestAborted)))
            .WithSummary("Ends the rollout; the policy that served before serves alone.");
    }

    private async Task<IResult> StartAsync(string id, RolloutCreation creation, HttpContext context)
    {
        TenantState tenant = await TenantAsync(id, context);
        PolicyInfo candidate = await policies.RequireAsync(context.Caller(), creation.PolicyId, context.RequestAborted);
        if (!PolicyOwners.IsOpenTo(id, candidate.PolicyId))
        {
            throw ApiError.Conflict($"Policy '{candidate.PolicyId}' is another tenant's own.", "policy_id").AsException();
        }

        if ((tenant.PolicyId ?? snapshots.Current.DefaultPolicyId) == candidate.PolicyId)
        {
            throw ApiError.Conflict($"Policy '{candidate.PolicyId}' serves tenant '{id}' already.", "policy_id").AsException();
        }

        Policy policy = await cache.GetAsync(candidate.ContentHash);
        var start = new RolloutStart(
            candidate.PolicyId,
            tenant.PolicyId,
            creation.ToSettings(),
            new RewardRule
            {
                QualityWeight = tenant.Preference.QualityWeight,
                CostWeight = tenant.Preference.CostWeight,
                CostCapUsd = policy.Summary.CostCapUsd,
            },
            context.Caller().KeyId);
        RolloutView started = await ChangeAsync(id, context, grain => grain.StartAsync(start, context.RequestAborted));
        return Results.Created($"/admin/v1/tenants/{id}/rollout", started);
    }

    private async Task<RolloutView> GetAsync(string id, HttpContext context)
    {
        await TenantAsync(id, context);
        RolloutState state = await grains.GetGrain<IRolloutGrain>(id).GetAsync(context.RequestAborted);
        return state.Run is { } run
            ? RolloutView.Of(id, run)
            : throw ApiError.NotFound($"Tenant '{id}' never had a rollout.", "id", "rollout_not_found").AsException();
    }

    private async Task<RolloutView> ChangeAsync(string id, HttpContext context, Func<IRolloutGrain, Task<RolloutState>> change)
    {
        await TenantAsync(id, context);
        RolloutState changed = await change(grains.GetGrain<IRolloutGrain>(id)).AnswerAsync();
        await snapshots.RefreshAsync(context.RequestAborted);
        return RolloutView.Of(id, changed.Run!);
    }

    private async Task<TenantState> TenantAsync(string id, HttpContext context)
    {
        context.Caller().RequireAccessTo(id);
        return await grains.AnswerGrain<ITenantGrain>(id).GetAsync(context.RequestAborted) ?? throw ApiError.NoTenant(id).AsException();
    }
}
