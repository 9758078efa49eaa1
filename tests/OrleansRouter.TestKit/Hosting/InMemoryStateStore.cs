using System.Collections.Concurrent;
using OrleansRouter.Grains.Hosting;

namespace OrleansRouter.TestKit.Hosting;

/// <summary>States in memory, for tests of hosts and grains. It passes the same conformance suite as the engines.</summary>
public sealed class InMemoryStateStore : IStateStore
{
    private readonly ConcurrentDictionary<(string Kind, string Key), StoredState> _states = new();
    private int _reads;

    /// <summary>When set, every read and write throws it.</summary>
    public Exception? Failure { get; set; }

    /// <summary>The tokens of leases that are held; a write with another one is refused.</summary>
    public ConcurrentDictionary<string, long> Tokens { get; } = new(StringComparer.Ordinal);

    /// <summary>Every state that was written; of one key, an earlier version may come a little later.</summary>
    public ConcurrentQueue<StoredState> Written { get; } = [];

    /// <summary>How many reads there were.</summary>
    public int Reads => _reads;

    public async Task<StoredState?> ReadAsync(string kind, string key, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _reads);
        await AnswerLaterAsync(cancellationToken);
        return _states.GetValueOrDefault((kind, key));
    }

    public async Task<long?> WriteAsync(
        string kind, string key, long expectedVersion, ReadOnlyMemory<byte> value, Fence? fence, CancellationToken cancellationToken)
    {
        await AnswerLaterAsync(cancellationToken);
        if (fence is not null && Tokens.GetValueOrDefault(fence.Lease) != fence.Token)
        {
            throw new StaleFenceException(fence);
        }

        var next = new StoredState(kind, key, expectedVersion + 1, value.ToArray());
        bool written = expectedVersion == 0
            ? _states.TryAdd((kind, key), next)
            : _states.TryGetValue((kind, key), out StoredState? stored)
                && stored.Version == expectedVersion && _states.TryUpdate((kind, key), next, stored);
        if (written)
        {
            Written.Enqueue(next);
        }

        return written ? next.Version : null;
    }

    public async Task<bool> DeleteAsync(string kind, string key, long expectedVersion, CancellationToken cancellationToken)
    {
        await AnswerLaterAsync(cancellationToken);
        return _states.TryGetValue((kind, key), out StoredState? stored)
            && stored.Version == expectedVersion && _states.TryRemove(KeyValuePair.Create((kind, key), stored));
    }

    public IAsyncEnumerable<StoredState> ListAsync(string kind, CancellationToken cancellationToken) =>
        _states.Values.Where(s => s.Kind == kind).OrderBy(s => s.Key, StringComparer.Ordinal).ToArray().ToAsyncEnumerable();

    /// <summary>Gives up the thread, as a real store does, so that a host that lets turns interleave is found out.</summary>
    private async Task AnswerLaterAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        if (Failure is not null)
        {
            throw Failure;
        }
    }
}
