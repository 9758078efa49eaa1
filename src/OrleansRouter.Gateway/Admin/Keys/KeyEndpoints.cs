using OrleansRouter.Gateway.Keys;
using OrleansRouter.Gateway.OpenAi;
using OrleansRouter.Gateway.Snapshot;
using OrleansRouter.Grains.Budgets;
using OrleansRouter.Grains.Hosting;
using OrleansRouter.Grains.Keys;
using OrleansRouter.Grains.Tenants;

namespace OrleansRouter.Gateway.Admin.Keys;

/// <summary>API keys. A tenant's administrators see and make keys of their own tenant only.</summary>
internal sealed class KeyEndpoints(KeyIssuer issuer, IGrainHost grains, SnapshotService snapshots, TimeProvider time)
{
    public static void Map(IEndpointRouteBuilder tenantAdmin)
    {
        RouteGroupBuilder keys = tenantAdmin.MapGroup("/keys");
        keys.MapGet("", (string? after, int? limit, HttpContext context, KeyEndpoints endpoints) =>
                endpoints.List(after, limit, context.Caller()))
            .WithSummary("Keys by public id, a page at a time; never their secrets.");
        keys.MapPost("", (KeyCreation creation, HttpContext context, KeyEndpoints endpoints) => endpoints.CreateAsync(creation, context))
            .WithSummary("Makes a key and shows it once.");
        keys.MapGet("/{id}", (string id, HttpContext context, KeyEndpoints endpoints) =>
                KeyView.Of(id, endpoints.Find(id, context.Caller())))
            .WithSummary("One key.");
        keys.MapPost("/{id}/rotate", (string id, KeyRotation rotation, HttpContext context, KeyEndpoints endpoints) =>
                endpoints.RotateAsync(id, rotation, context))
            .WithSummary("Makes a key like this one and shows it once; the old one is valid for a while.");
        keys.MapDelete("/{id}", (string id, HttpContext context, KeyEndpoints endpoints) => endpoints.RevokeAsync(id, context))
            .WithSummary("Revokes a key; it stays listed.");
    }

    private Page<KeyView> List(string? after, int? limit, Caller caller) => Page.Of(
        snapshots.Current.Keys.All.Where(k => caller.IsOperator || k.Value.TenantId == caller.TenantId),
        k => k.Key,
        k => KeyView.Of(k.Key, k.Value),
        after,
        limit);

    private async Task<IResult> CreateAsync(KeyCreation creation, HttpContext context)
    {
        Caller caller = context.Caller();
        string? tenantId = creation.TenantId ?? (creation.Scope == KeyScope.Operator ? null : caller.TenantId);
        RequireMayCreate(caller, creation.Scope, tenantId);
        var wanted = new KeyState
        {
            TenantId = tenantId,
            Scope = creation.Scope,
            Label = creation.Label ?? "",
            ExpiresAt = creation.ExpiresAt,
            Limits = creation.Limits?.ToLimits(UsageLimits.None) ?? UsageLimits.None,
            Budget = creation.Budget?.ToLimits(BudgetLimits.None) ?? BudgetLimits.None,
        };
        (ApiKey key, KeyState state) = await issuer.IssueAsync(Within(caller, wanted), context.RequestAborted).AnswerAsync();
        await snapshots.RefreshKeyAsync(key.Id, context.RequestAborted);
        return Results.Created($"/admin/v1/keys/{key.Id}", new CreatedKey(key.Reveal(), KeyView.Of(key.Id, state)));
    }

    /// <summary>The new key is made first: a crash in between leaves two valid keys, not none.</summary>
    private async Task<IResult> RotateAsync(string id, KeyRotation rotation, HttpContext context)
    {
        KeyState old = Find(id, context.Caller());
        RequireMayCreate(context.Caller(), old.Scope, old.TenantId);
        DateTimeOffset now = time.GetUtcNow(), end = now + rotation.RequireOverlap();
        if (old.RevokedAt is not null || old.ExpiresAt <= now)
        {
            throw ApiError.Conflict($"Key '{id}' is no longer valid; make a new one instead.", "id", "key_not_valid").AsException();
        }

        KeyState wanted = old with
        {
            ExpiresAt = now + (old.ExpiresAt - old.CreatedAt),
            BudgetKeyId = old.Budget == BudgetLimits.None ? null : old.BudgetKeyId ?? id,
        };
        (ApiKey key, KeyState state) = await issuer.IssueAsync(Within(context.Caller(), wanted), context.RequestAborted).AnswerAsync();
        KeyState replaced = await grains.GetGrain<IKeyGrain>(id).ExpireAsync(end, context.RequestAborted).AnswerAsync();
        await snapshots.RefreshKeyAsync(key.Id, context.RequestAborted);
        await snapshots.RefreshKeyAsync(id, context.RequestAborted);
        return Results.Created($"/admin/v1/keys/{key.Id}", new RotatedKey(key.Reveal(), KeyView.Of(key.Id, state), KeyView.Of(id, replaced)));
    }

    /// <summary>
    /// A key makes none that may use more than itself: a new one is limited at least as much, and shares the budget where there is one.
    /// </summary>
    private static KeyState Within(Caller caller, KeyState wanted)
    {
        KeyState limited = wanted with { Limits = wanted.Limits.Within(caller.KeyLimits) };
        return caller.Key.Budget == BudgetLimits.None ? limited
            : wanted.Budget == BudgetLimits.None || wanted.BudgetKeyId is not null
                ? limited with { Budget = caller.Key.Budget, BudgetKeyId = caller.BudgetKeyId }
                : throw ApiError.Forbidden("A key with a budget makes keys that share it; leave 'budget' out.").AsException();
    }

    private void RequireMayCreate(Caller caller, KeyScope scope, string? tenantId)
    {
        if (scope > caller.Scope)
        {
            throw ApiError.Forbidden("A key cannot make one of a wider scope than its own.").AsException();
        }

        if (tenantId is not null)
        {
            caller.RequireAccessTo(tenantId);
            _ = snapshots.Current.Tenants.Find(tenantId)
                ?? throw ApiError.NoTenant(tenantId, "tenant_id").AsException();
        }
    }

    private async Task<KeyView> RevokeAsync(string id, HttpContext context)
    {
        Find(id, context.Caller());
        KeyState revoked = await grains.GetGrain<IKeyGrain>(id).RevokeAsync(time.GetUtcNow(), context.RequestAborted).AnswerAsync();
        await snapshots.RefreshKeyAsync(id, context.RequestAborted);
        return KeyView.Of(id, revoked);
    }

    /// <summary>A key of another tenant is not told apart from one that does not exist.</summary>
    private KeyState Find(string id, Caller caller) =>
        snapshots.Current.Keys.Find(id) is { } key && (caller.IsOperator || key.TenantId == caller.TenantId)
            ? key
            : throw ApiError.NotFound($"No key '{id}'.", "id", "key_not_found").AsException();
}
