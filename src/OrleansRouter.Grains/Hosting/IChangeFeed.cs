namespace OrleansRouter.Grains.Hosting;

/// <summary>A state or a stored policy that was written or deleted.</summary>
/// <param name="Kind">The kind of state, or <see cref="Policies.IPolicyStore.ChangeKind"/>.</param>
/// <param name="Key">The grain's key, or the policy's id.</param>
public sealed record Change(string Kind, string Key);

/// <summary>What changed after a place in the feed.</summary>
/// <param name="Changes">In the order of the last change of each; a change may be told again by the next page.</param>
/// <param name="Position">Where to go on; the next page misses nothing.</param>
public sealed record ChangePage(IReadOnlyList<Change> Changes, long Position);

/// <summary>
/// Which states and policies changed, in all processes that share the store. It tells which, not what: whoever follows it reads them, so
/// that a hundred changes of one state are one.
/// </summary>
public interface IChangeFeed
{
    /// <summary>The present place. Whoever asks for it first and reads everything then, may follow from it.</summary>
    Task<long> PositionAsync(CancellationToken cancellationToken);

    /// <summary>What changed after <paramref name="position"/>.</summary>
    Task<ChangePage> ReadAsync(long position, CancellationToken cancellationToken);

    /// <summary>
    /// Completes when something changed since the last call, where the engine can tell, and otherwise after <paramref name="atMost"/>.
    /// For one follower per store.
    /// </summary>
    Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken);
}
