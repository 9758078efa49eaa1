using System.Net.Http.Headers;
using OrleansRouter.Gateway.OpenAi;
using OrleansRouter.Gateway.Snapshot;
using OrleansRouter.Grains.Keys;
using OrleansRouter.Grains.Tenants;

namespace OrleansRouter.Gateway.Keys;

/// <summary>The scope that an endpoint asks for; endpoints without it are open.</summary>
internal sealed record RequiredScope(KeyScope Scope);

/// <summary>Checks the key of every request to an endpoint that asks for one, against the snapshot.</summary>
internal sealed class KeyMiddleware(RequestDelegate next, SnapshotService snapshots, KeyHasher hasher, TimeProvider time)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<RequiredScope>() is { } required)
        {
            Caller caller = Authenticate(context.Request.Headers.Authorization.ToString());
            context.Features.Set(Authorize(caller, required.Scope));
        }

        return next(context);
    }

    private Caller Authenticate(string header)
    {
        if (header.Length == 0)
        {
            throw ApiError.Unauthorized("The header 'Authorization: Bearer or-<id>-<secret>' is missing.", "missing_api_key").AsException();
        }

        RoutingSnapshot snapshot = snapshots.Current;
        ApiKey? key = AuthenticationHeaderValue.TryParse(header, out AuthenticationHeaderValue? value)
            && value.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase)
            ? ApiKey.Parse(value.Parameter ?? "")
            : null;
        KeyState? state = key is { } found ? snapshot.Keys.Find(found.Id) : null;
        if (key is not { } given || !hasher.Matches(given.Secret, state?.SecretHash) || state is null)
        {
            throw ApiError.Unauthorized("The API key is not valid.").AsException();
        }

        RequireValid(given.Id, state);
        return new Caller(given.Id, state, FindTenant(snapshot, state));
    }

    private void RequireValid(string keyId, KeyState state)
    {
        if (state.RevokedAt is not null || state.ExpiresAt <= time.GetUtcNow())
        {
            string why = state.RevokedAt is not null ? "was revoked" : "has expired";
            throw ApiError.Unauthorized($"The API key '{keyId}' {why}.").AsException();
        }
    }

    private static TenantState? FindTenant(RoutingSnapshot snapshot, KeyState state)
    {
        TenantState? tenant = state.TenantId is { } id ? snapshot.Tenants.Find(id) : null;
        return state.Scope == KeyScope.Operator || tenant is { Enabled: true }
            ? tenant
            : throw ApiError.Forbidden($"Tenant '{state.TenantId}' is not served at present.").AsException();
    }

    private static Caller Authorize(Caller caller, KeyScope required) => caller.Scope >= required
        ? caller
        : throw ApiError.Forbidden(
            $"This endpoint needs a key of scope {Name(required)}; '{caller.KeyId}' has {Name(caller.Scope)}.").AsException();

    private static string Name(KeyScope scope) => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(scope.ToString());
}
