namespace OrleansRouter.Grains.Hosting;

/// <summary>The stored state of one grain.</summary>
/// <param name="Kind">The kind of state, such as "tenant".</param>
/// <param name="Key">The grain's key.</param>
/// <param name="Version">The ETag: 1 at the first write, one more at each later one.</param>
/// <param name="Value">The serialised state.</param>
public sealed record StoredState(string Kind, string Key, long Version, ReadOnlyMemory<byte> Value);

/// <summary>Key–value state with optimistic concurrency. Every engine passes the same conformance suite.</summary>
public interface IStateStore
{
    /// <summary>The stored state, or null when there is none.</summary>
    Task<StoredState?> ReadAsync(string kind, string key, CancellationToken cancellationToken);

    /// <summary>Writes durably when the stored version still is <paramref name="expectedVersion"/> (0: must not exist).</summary>
    /// <param name="kind">The kind of state.</param>
    /// <param name="key">The grain's key.</param>
    /// <param name="expectedVersion">The version that the write replaces.</param>
    /// <param name="value">The serialised state.</param>
    /// <param name="fence">The lease that the writer holds; null: it needs none.</param>
    /// <param name="cancellationToken">Stops waiting; the write may have happened.</param>
    /// <returns>The new version, or null when another writer came first: nothing is written then.</returns>
    /// <exception cref="StaleFenceException">The lease has passed on to another holder; nothing is written.</exception>
    Task<long?> WriteAsync(
        string kind, string key, long expectedVersion, ReadOnlyMemory<byte> value, Fence? fence, CancellationToken cancellationToken);

    /// <summary>Deletes when the stored version still is <paramref name="expectedVersion"/>.</summary>
    /// <returns>False when another writer came first, or there is nothing.</returns>
    Task<bool> DeleteAsync(string kind, string key, long expectedVersion, CancellationToken cancellationToken);

    /// <summary>Every state of a kind, ordered by key ordinally.</summary>
    IAsyncEnumerable<StoredState> ListAsync(string kind, CancellationToken cancellationToken);
}
