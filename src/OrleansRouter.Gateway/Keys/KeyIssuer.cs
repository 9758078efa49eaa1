using OrleansRouter.Grains.Hosting;
using OrleansRouter.Grains.Keys;

namespace OrleansRouter.Gateway.Keys;

/// <summary>Makes keys and stores what may be stored of them.</summary>
internal sealed class KeyIssuer(IGrainHost grains, KeyHasher hasher, TimeProvider time)
{
    /// <param name="wanted">The key without its secret and its time of creation.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="ArgumentException">A value is out of range.</exception>
    public async Task<(ApiKey Key, KeyState State)> IssueAsync(KeyState wanted, CancellationToken cancellationToken)
    {
        ApiKey key = ApiKey.Create();
        KeyState state = wanted with { SecretHash = hasher.Hash(key.Secret), CreatedAt = time.GetUtcNow() };
        return (key, await grains.GetGrain<IKeyGrain>(key.Id).CreateAsync(state, cancellationToken));
    }
}
