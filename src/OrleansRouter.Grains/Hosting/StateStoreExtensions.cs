namespace OrleansRouter.Grains.Hosting;

/// <summary>Shorter forms of <see cref="IStateStore"/>'s calls.</summary>
public static class StateStoreExtensions
{
    /// <summary>Writes without a lease; see <see cref="IStateStore.WriteAsync"/>.</summary>
    /// <returns>The new version, or null when another writer came first: nothing is written then.</returns>
    public static Task<long?> WriteAsync(
        this IStateStore store, string kind, string key, long expectedVersion, ReadOnlyMemory<byte> value, CancellationToken cancellationToken) =>
        store.WriteAsync(kind, key, expectedVersion, value, fence: null, cancellationToken);
}
