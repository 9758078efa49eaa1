using OrleansRouter.Gateway.Keys;
using OrleansRouter.Gateway.OpenAi;
using OrleansRouter.Gateway.Snapshot;
using OrleansRouter.Grains.Evidence;
using OrleansRouter.Routing.Evidence;

namespace OrleansRouter.Gateway.Admin.Evidence;

/// <summary>Which part of the decision log a caller asks for, as query parameters.</summary>
/// <param name="Tenant">The tenant; null: the caller's own, for operators all.</param>
/// <param name="Since">Decisions before are left out; null: none.</param>
/// <param name="Until">This decision time and later are left out; null: now.</param>
internal sealed record LogSelection(string? Tenant, DateTimeOffset? Since, DateTimeOffset? Until)
{
    /// <summary>The choices, tenant by tenant.</summary>
    /// <exception cref="ApiException">The tenant is not the caller's, or does not exist.</exception>
    public IAsyncEnumerable<LoggedChoice> Of(
        Caller caller, RoutingSnapshot snapshot, ChoiceReader reader, TimeProvider time, CancellationToken cancellationToken)
    {
        DateTimeOffset since = Since ?? DateTimeOffset.UnixEpoch, until = Until ?? time.GetUtcNow();
        return TenantsOf(caller, snapshot).ToAsyncEnumerable()
            .SelectMany(tenant => reader.ReadAsync(tenant, since, until, cancellationToken));
    }

    private string[] TenantsOf(Caller caller, RoutingSnapshot snapshot)
    {
        if ((Tenant ?? caller.TenantId) is not { } tenant)
        {
            return [.. snapshot.Tenants.All.Select(t => t.Key).Order(StringComparer.Ordinal)];
        }

        caller.RequireAccessTo(tenant);
        return snapshot.Tenants.Find(tenant) is not null ? [tenant] : throw ApiError.NoTenant(tenant).AsException();
    }
}
