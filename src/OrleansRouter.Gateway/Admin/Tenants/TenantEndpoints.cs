using OrleansRouter.Gateway.Admin.Policies;
using OrleansRouter.Gateway.Keys;
using OrleansRouter.Gateway.OpenAi;
using OrleansRouter.Gateway.Snapshot;
using OrleansRouter.Grains.Hosting;
using OrleansRouter.Grains.Policies;
using OrleansRouter.Grains.Tenants;

namespace OrleansRouter.Gateway.Admin.Tenants;

/// <summary>Tenants: settings, preferences, and which policy serves them.</summary>
internal sealed class TenantEndpoints(IGrainHost grains, IPolicyStore policies, SnapshotService snapshots)
{
    public static void Map(IEndpointRouteBuilder tenantAdmin, IEndpointRouteBuilder operators)
    {
        operators.MapGet("/tenants", (string? after, int? limit, TenantEndpoints tenants) => tenants.List(after, limit))
            .WithSummary("Tenants by id, a page at a time.");
        operators.MapPost("/tenants", (TenantCreation creation, TenantEndpoints tenants, HttpContext context) =>
                tenants.CreateAsync(creation, context))
            .WithSummary("Creates a tenant.");
        RouteGroupBuilder one = tenantAdmin.MapGroup("/tenants/{id}").AddEndpointFilter(RequireAccessAsync);
        one.MapGet("", (string id, TenantEndpoints tenants, HttpContext context) => tenants.GetAsync(id, context.RequestAborted))
            .WithSummary("One tenant.");
        one.MapPatch("", (string id, TenantPatch patch, TenantEndpoints tenants, HttpContext context) =>
                tenants.PatchAsync(id, patch, context))
            .WithSummary("Changes settings; fields that are left out stay as they are.");
        one.MapPut("/preference", (string id, PreferencePatch patch, TenantEndpoints tenants, HttpContext context) =>
                tenants.PatchAsync(id, new TenantPatch { Preference = patch }, context))
            .WithSummary("Changes the weights of quality, cost and risk.");
        one.MapPut("/policy", (string id, PolicyChoiceRequest choice, TenantEndpoints tenants, HttpContext context) =>
                tenants.PromoteAsync(id, choice.PolicyId, context))
            .WithSummary("Lets a policy serve this tenant; null: the default policy.");
        one.MapPost("/policy/rollback", (string id, TenantEndpoints tenants, HttpContext context) =>
                tenants.ChangeAsync(id, tenant => tenant.RollBackPolicyAsync(context.RequestAborted), context))
            .WithSummary("Returns to the policy that served before.");
    }

    private static ValueTask<object?> RequireAccessAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        invocation.HttpContext.Caller().RequireAccessTo((string)invocation.HttpContext.Request.RouteValues["id"]!);
        return next(invocation);
    }

    private Page<TenantView> List(string? after, int? limit) => Page.Of(
        snapshots.Current.Tenants.All, t => t.Key, t => TenantView.Of(t.Key, t.Value), after, limit);

    private async Task<IResult> CreateAsync(TenantCreation creation, HttpContext context)
    {
        TenantView created = await ChangeAsync(
            creation.Id, tenant => tenant.CreateAsync(creation.ToUpdate(new TenantState()), context.RequestAborted), context);
        return Results.Created($"/admin/v1/tenants/{creation.Id}", created);
    }

    private async Task<TenantView> GetAsync(string id, CancellationToken cancellationToken) =>
        TenantView.Of(id, await ExistingAsync(id, cancellationToken));

    private async Task<TenantView> PatchAsync(string id, TenantPatch patch, HttpContext context)
    {
        if (patch is not { Enabled: null, Limits: null, Budget: null, TimeZone: null } && !context.Caller().IsOperator)
        {
            throw ApiError.Forbidden("Only an operator switches a tenant on or off or changes its limits, budget or time zone.").AsException();
        }

        TenantState current = await ExistingAsync(id, context.RequestAborted);
        return await ChangeAsync(id, tenant => tenant.UpdateAsync(patch.ToUpdate(current), context.RequestAborted), context);
    }

    private async Task<TenantView> PromoteAsync(string id, string? policyId, HttpContext context)
    {
        if (policyId is not null)
        {
            await policies.RequireAsync(context.Caller(), policyId, context.RequestAborted);
        }

        return await ChangeAsync(id, tenant => tenant.PromotePolicyAsync(policyId, context.RequestAborted), context);
    }

    private async Task<TenantView> ChangeAsync(string id, Func<ITenantGrain, Task<TenantState>> change, HttpContext context)
    {
        TenantState changed = await change(Grain(id)).AnswerAsync();
        await snapshots.RefreshTenantAsync(id, context.RequestAborted);
        return TenantView.Of(id, changed);
    }

    private async Task<TenantState> ExistingAsync(string id, CancellationToken cancellationToken) =>
        await Grain(id).GetAsync(cancellationToken) ?? throw ApiError.NoTenant(id).AsException();

    private ITenantGrain Grain(string id) => grains.AnswerGrain<ITenantGrain>(id);
}
