using System.Collections.Immutable;
using OrleansRouter.Grains.Hosting;

namespace OrleansRouter.Gateway.Snapshot;

/// <summary>
/// The states of every grain of one kind, as read from the store. Immutable; states that did not change are not parsed again.
/// </summary>
internal sealed class StateMap<TState> where TState : class
{
    private readonly string _kind;
    private readonly ImmutableDictionary<string, (long Version, TState State)> _entries;

    private StateMap(string kind, ImmutableDictionary<string, (long Version, TState State)> entries)
    {
        _kind = kind;
        _entries = entries;
    }

    public int Count => _entries.Count;

    public IEnumerable<KeyValuePair<string, TState>> All => _entries.Select(e => KeyValuePair.Create(e.Key, e.Value.State));

    /// <summary>The empty map of the states that <typeparamref name="TGrain"/> keeps.</summary>
    public static StateMap<TState> Of<TGrain>() where TGrain : IGrain => new(
        StateKinds.Of<TGrain>(),
        ImmutableDictionary.Create<string, (long, TState)>(StringComparer.Ordinal));

    public TState? Find(string key) => _entries.TryGetValue(key, out (long Version, TState State) entry) ? entry.State : null;

    /// <summary>The map as the store has it now; the same instance when nothing changed.</summary>
    public async Task<StateMap<TState>> RefreshAsync(IStateStore store, CancellationToken cancellationToken)
    {
        var entries = _entries.ToBuilder();
        var seen = new HashSet<string>(_entries.Count, StringComparer.Ordinal);
        await foreach (StoredState stored in store.ListAsync(_kind, cancellationToken))
        {
            seen.Add(stored.Key);
            Set(entries, stored);
        }

        entries.RemoveRange([.. entries.Keys.Where(key => !seen.Contains(key))]);
        return With(entries);
    }

    /// <summary>The map with those of the changes that are of its kind, as the store has them now.</summary>
    public async Task<StateMap<TState>> RefreshAsync(IStateStore store, IReadOnlyList<Change> changes, CancellationToken cancellationToken)
    {
        var entries = _entries.ToBuilder();
        foreach (Change change in changes.Where(c => c.Kind == _kind))
        {
            if (await store.ReadAsync(_kind, change.Key, cancellationToken) is { } stored)
            {
                Set(entries, stored);
            }
            else
            {
                entries.Remove(change.Key);
            }
        }

        return With(entries);
    }

    /// <summary>The map with one state as the store has it now.</summary>
    public Task<StateMap<TState>> RefreshAsync(IStateStore store, string key, CancellationToken cancellationToken) =>
        RefreshAsync(store, [new Change(_kind, key)], cancellationToken);

    private static void Set(ImmutableDictionary<string, (long Version, TState State)>.Builder entries, StoredState stored)
    {
        if (!entries.TryGetValue(stored.Key, out (long Version, TState State) known) || known.Version != stored.Version)
        {
            entries[stored.Key] = (stored.Version, GrainJson.Read<TState>(stored.Value.Span));
        }
    }

    private StateMap<TState> With(ImmutableDictionary<string, (long, TState)>.Builder entries)
    {
        var changed = entries.ToImmutable();
        return ReferenceEquals(changed, _entries) ? this : new StateMap<TState>(_kind, changed);
    }
}
