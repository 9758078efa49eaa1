using OrleansRouter.Gateway.Keys;
using OrleansRouter.Gateway.OpenAi;
using OrleansRouter.Gateway.Snapshot;
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
        UsageLimits limits = creation.Limits?.ToLimits(UsageLimits.None) ?? UsageLimits.None;
        (ApiKey key, KeyState state) = await issuer
            .IssueAsync(creation.Scope, tenantId, creation.Label ?? "", creation.ExpiresAt, limits.Within(caller.KeyLimits), context.RequestAborted)
            .AnswerAsync();
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

        (ApiKey key, KeyState state) = await issuer
            .IssueAsync(old.Scope, old.TenantId, old.Label, now + (old.ExpiresAt - old.CreatedAt), old.Limits, context.RequestAborted)
            .AnswerAsync();
        KeyState replaced = await grains.GetGrain<IKeyGrain>(id).ExpireAsync(end, context.RequestAborted).AnswerAsync();
        await snapshots.RefreshKeyAsync(key.Id, context.RequestAborted);
        await snapshots.RefreshKeyAsync(id, context.RequestAborted);
        return Results.Created($"/admin/v1/keys/{key.Id}", new RotatedKey(key.Reveal(), KeyView.Of(key.Id, state), KeyView.Of(id, replaced)));
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
