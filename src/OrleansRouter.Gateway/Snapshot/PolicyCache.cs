using System.Collections.Concurrent;
using OrleansRouter.Grains.Policies;
using OrleansRouter.Routing.Policies;

namespace OrleansRouter.Gateway.Snapshot;

/// <summary>
/// Policies in memory, by content hash. Each is read once; the one that was used longest ago leaves when there are too many.
/// </summary>
internal sealed class PolicyCache(IPolicyStore store, GatewayOptions options, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>The policy with this content hash.</summary>
    /// <exception cref="KeyNotFoundException">It is not stored.</exception>
    /// <exception cref="Learning.Serialization.ModelFormatException">The stored file cannot be read by this build.</exception>
    public async ValueTask<Policy> GetAsync(string contentHash)
    {
        if (!_entries.TryGetValue(contentHash, out Entry? entry))
        {
            entry = _entries.GetOrAdd(contentHash, hash => new Entry(new Lazy<Task<Policy>>(() => LoadAsync(hash))));
            Trim(contentHash);
        }

        entry.LastUsed = time.GetTimestamp();
        try
        {
            return await entry.Policy.Value;
        }
        catch
        {
            _entries.TryRemove(KeyValuePair.Create(contentHash, entry));
            throw;
        }
    }

    private async Task<Policy> LoadAsync(string contentHash)
    {
        // Loading serves every request that waits for it, so that the cancellation of one does not end it.
        (PolicyInfo Info, byte[] File) stored = await store.FindAsync(contentHash, CancellationToken.None)
            ?? throw new KeyNotFoundException($"No policy with content hash '{contentHash}' is stored.");
        return PolicyFile.Read(stored.File);
    }

    private void Trim(string keep)
    {
        if (_entries.Count > options.MaxLoadedPolicies)
        {
            _entries.TryRemove(_entries.Where(e => e.Key != keep).MinBy(e => e.Value.LastUsed));
        }
    }

    private sealed record Entry(Lazy<Task<Policy>> Policy)
    {
        public long LastUsed { get; set; } = long.MaxValue;
    }
}
