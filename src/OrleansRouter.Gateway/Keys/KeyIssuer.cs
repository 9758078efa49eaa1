using OrleansRouter.Grains.Hosting;
using OrleansRouter.Grains.Keys;
using OrleansRouter.Grains.Tenants;

namespace OrleansRouter.Gateway.Keys;

/// <summary>Makes keys and stores what may be stored of them.</summary>
internal sealed class KeyIssuer(IGrainHost grains, KeyHasher hasher, TimeProvider time)
{
    /// <exception cref="ArgumentException">A value is out of range.</exception>
    public async Task<(ApiKey Key, KeyState State)> IssueAsync(
        KeyScope scope, string? tenantId, string label, DateTimeOffset? expiresAt, UsageLimits limits, CancellationToken cancellationToken)
    {
        ApiKey key = ApiKey.Create();
        KeyState state = await grains.GetGrain<IKeyGrain>(key.Id).CreateAsync(
            new KeyState
            {
                TenantId = tenantId,
                Scope = scope,
                SecretHash = hasher.Hash(key.Secret),
                Label = label,
                CreatedAt = time.GetUtcNow(),
                ExpiresAt = expiresAt,
                Limits = limits,
            },
            cancellationToken);
        return (key, state);
    }
}
