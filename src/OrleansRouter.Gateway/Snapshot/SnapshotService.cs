using System.Collections.Immutable;
using OrleansRouter.Grains.Hosting;
using OrleansRouter.Grains.Policies;

namespace OrleansRouter.Gateway.Snapshot;

/// <summary>
/// Keeps the current <see cref="RoutingSnapshot"/>: reads what an admin call of this process changed at once, and what other processes
/// changed when the store tells, at the latest with the next poll.
/// </summary>
internal sealed partial class SnapshotService(
    IStateStore store, IPolicyStore policies, IChangeFeed changes, GatewayOptions options, ILogger<SnapshotService> logger)
    : BackgroundService
{
    private readonly SemaphoreSlim _refreshing = new(1);
    private RoutingSnapshot _current = new();
    private long? _position;

    public RoutingSnapshot Current => Volatile.Read(ref _current);

    /// <summary>Whether the store could be read at the last try.</summary>
    public bool IsFresh { get; private set; }

    /// <summary>Reads everything that changed.</summary>
    public Task RefreshAsync(CancellationToken cancellationToken) => ReplaceAsync(ReadAsync, cancellationToken);

    public Task RefreshTenantAsync(string id, CancellationToken cancellationToken) => ReplaceAsync(
        async (now, token) => await WithNamedPoliciesAsync(now with { Tenants = await now.Tenants.RefreshAsync(store, id, token) }, [id], token),
        cancellationToken);

    public Task RefreshKeyAsync(string id, CancellationToken cancellationToken) => ReplaceAsync(
        async (now, token) => now with { Keys = await now.Keys.RefreshAsync(store, id, token) }, cancellationToken);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await RefreshAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        _refreshing.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await changes.WaitAsync(options.SnapshotPollInterval, stoppingToken);
                await RefreshAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                IsFresh = false;
                LogRefreshFailed(exception);
            }
        }
    }

    private async Task<RoutingSnapshot> ReadAsync(RoutingSnapshot now, CancellationToken cancellationToken)
    {
        RoutingSnapshot read;
        if (_position is { } position)
        {
            ChangePage page = await changes.ReadAsync(position, cancellationToken);
            read = page.Changes.Count == 0 ? now : await ReadChangedAsync(now, page.Changes, cancellationToken);
            _position = page.Position;
        }
        else
        {
            // Before everything is read, so that nothing that changes meanwhile is missed.
            long start = await changes.PositionAsync(cancellationToken);
            read = await ReadAllAsync(now, cancellationToken);
            _position = start;
        }

        IsFresh = true;
        return read;
    }

    private async Task<RoutingSnapshot> ReadAllAsync(RoutingSnapshot now, CancellationToken cancellationToken)
    {
        RoutingSnapshot read = now with
        {
            Tenants = await now.Tenants.RefreshAsync(store, cancellationToken),
            Keys = await now.Keys.RefreshAsync(store, cancellationToken),
            Installation = await now.Installation.RefreshAsync(store, cancellationToken),
            Learning = await now.Learning.RefreshAsync(store, cancellationToken),
            Jobs = await now.Jobs.RefreshAsync(store, cancellationToken),
            Rollouts = await now.Rollouts.RefreshAsync(store, cancellationToken),
        };
        read = read.WithModels(await now.ModelStates.RefreshAsync(store, cancellationToken));
        // Last, so that every version that a line names is there.
        IReadOnlyList<PolicyInfo> stored = await policies.ListAsync(cancellationToken);
        return read with { Policies = ImmutableDictionary.CreateRange(StringComparer.Ordinal, stored.Select(p => KeyValuePair.Create(p.PolicyId, p))) };
    }

    private async Task<RoutingSnapshot> ReadChangedAsync(RoutingSnapshot now, IReadOnlyList<Change> changed, CancellationToken cancellationToken)
    {
        RoutingSnapshot read = now with
        {
            Tenants = await now.Tenants.RefreshAsync(store, changed, cancellationToken),
            Keys = await now.Keys.RefreshAsync(store, changed, cancellationToken),
            Installation = await now.Installation.RefreshAsync(store, changed, cancellationToken),
            Learning = await now.Learning.RefreshAsync(store, changed, cancellationToken),
            Jobs = await now.Jobs.RefreshAsync(store, changed, cancellationToken),
            Rollouts = await now.Rollouts.RefreshAsync(store, changed, cancellationToken),
        };
        read = read.WithModels(await now.ModelStates.RefreshAsync(store, changed, cancellationToken));
        // Last, as above.
        foreach (Change change in changed.Where(c => c.Kind == IPolicyStore.ChangeKind))
        {
            read = read.WithPolicy(change.Key, await policies.FindInfoAsync(change.Key, cancellationToken));
        }

        return await WithNamedPoliciesAsync(read, changed.Select(c => c.Key), cancellationToken);
    }

    /// <summary>Adds policies that tenants, lines or rollouts name by now and whose own change is not read yet.</summary>
    private async Task<RoutingSnapshot> WithNamedPoliciesAsync(RoutingSnapshot read, IEnumerable<string> keys, CancellationToken cancellationToken)
    {
        IEnumerable<string?> named = keys.SelectMany(key => new[]
        {
            read.Tenants.Find(key)?.PolicyId, read.Learning.Find(key)?.Live?.PolicyId, read.Rollouts.Find(key)?.Run?.CandidatePolicyId,
        });
        foreach (string id in named.Append(read.DefaultPolicyId).OfType<string>().Distinct(StringComparer.Ordinal))
        {
            if (!read.Policies.ContainsKey(id))
            {
                read = read.WithPolicy(id, await policies.FindInfoAsync(id, cancellationToken));
            }
        }

        return read;
    }

    private async Task ReplaceAsync(
        Func<RoutingSnapshot, CancellationToken, Task<RoutingSnapshot>> change, CancellationToken cancellationToken)
    {
        await _refreshing.WaitAsync(cancellationToken);
        try
        {
            RoutingSnapshot before = Current;
            RoutingSnapshot after = await change(before, cancellationToken);
            if (after != before)
            {
                Volatile.Write(ref _current, after with { Version = before.Version + 1 });
            }
        }
        finally
        {
            _refreshing.Release();
        }
    }

    [LoggerMessage(
        EventId = 1101, Level = LogLevel.Warning,
        Message = "The routing snapshot could not be refreshed; the one in use stays.")]
    private partial void LogRefreshFailed(Exception exception);
}
