namespace OrleansRouter.Gateway.Sessions;

/// <summary>
/// Which model serves each session of each tenant, in this process; bounded in number and time. Safe for concurrent callers.
/// </summary>
internal sealed class SessionModels(GatewayOptions options, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<SessionKey, LinkedListNode<Entry>> _entries = [];

    /// <summary>The session that was quiet the longest first.</summary>
    private readonly LinkedList<Entry> _byUse = new();

    /// <summary>The model that serves a session; null: none that is remembered.</summary>
    public string? Find(SessionKey session)
    {
        lock (_lock)
        {
            ForgetOld();
            return _entries.GetValueOrDefault(session)?.Value.ModelId;
        }
    }

    /// <summary>Lets a model serve a session from now on.</summary>
    public void Keep(SessionKey session, string modelId)
    {
        lock (_lock)
        {
            if (_entries.Remove(session, out LinkedListNode<Entry>? known))
            {
                _byUse.Remove(known);
            }

            _entries[session] = _byUse.AddLast(new Entry(session, modelId, time.GetTimestamp()));
            ForgetOld();
        }
    }

    private void ForgetOld()
    {
        while (_byUse.First is { } oldest
            && (_byUse.Count > options.Sessions.MostSessions || time.GetElapsedTime(oldest.Value.UsedAt) > options.Sessions.Lifetime))
        {
            _byUse.RemoveFirst();
            _entries.Remove(oldest.Value.Session);
        }
    }

    private sealed record Entry(SessionKey Session, string ModelId, long UsedAt);
}

/// <summary>A session; two tenants' sessions of the same name are two.</summary>
/// <param name="TenantId">The tenant.</param>
/// <param name="Name">The client's name for it.</param>
internal readonly record struct SessionKey(string TenantId, string Name);
