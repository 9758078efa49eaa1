using OrleansRouter.Gateway.Snapshot;
using OrleansRouter.Grains.Hosting;

namespace OrleansRouter.Gateway.Leases;

/// <summary>
/// Work that one gateway process at a time does, from time to time and one item after the other, so that no request waits for it. When the
/// process that does it is gone, another goes on from the grains' states.
/// </summary>
/// <param name="lease">The lease of whoever does it; its name is the work's in the log.</param>
/// <param name="snapshots">What is read again when an item changed something.</param>
/// <param name="interval">How often it is looked for items.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Says what failed.</param>
internal abstract partial class LeasedService(
    LeaseKeeper lease, SnapshotService snapshots, TimeSpan interval, TimeProvider time, ILogger logger) : BackgroundService
{
    /// <summary>What gateways know; read again when an item changed something.</summary>
    protected SnapshotService Snapshots => snapshots;

    /// <summary>What is to be done now, by name.</summary>
    protected abstract IEnumerable<string> Items();

    /// <summary>Does what is to be done for one item.</summary>
    /// <returns>Whether that changed what gateways know.</returns>
    /// <exception cref="StaleFenceException">The lease has passed on.</exception>
    protected abstract Task<bool> RunAsync(string item, Fence fence, CancellationToken cancellationToken);

    /// <summary>Does an item's work piece by piece, the lease kept meanwhile, until no more waits or the lease has passed on.</summary>
    /// <returns>What the last piece gave.</returns>
    protected async Task<T> KeepOnAsync<T>(
        Fence fence, Func<Fence, CancellationToken, Task<T>> piece, Func<T, bool> moreWaits, CancellationToken cancellationToken)
    {
        T done = await lease.KeepAsync(fence, token => piece(fence, token), cancellationToken);
        while (moreWaits(done) && await lease.HoldAsync(cancellationToken) is { } held)
        {
            done = await lease.KeepAsync(held, token => piece(held, token), cancellationToken);
        }

        return done;
    }

    /// <summary>Does everything that is to be done, if this process is the one that does.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        bool changed = false;
        foreach (string item in Items())
        {
            if (await lease.HoldAsync(cancellationToken) is not { } fence)
            {
                break;
            }

            changed |= await TryAsync(item, fence, cancellationToken);
        }

        if (changed)
        {
            await snapshots.RefreshAsync(cancellationToken);
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await lease.ReleaseAsync(CancellationToken.None);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await RunAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                LogFailed(exception, lease.Name);
            }
        }
    }

    private async Task<bool> TryAsync(string item, Fence fence, CancellationToken cancellationToken)
    {
        try
        {
            return await RunAsync(item, fence, cancellationToken);
        }
        catch (StaleFenceException exception)
        {
            lease.Forget();
            LogLeaseLost(lease.Name, exception.Message);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogItemFailed(exception, lease.Name, item);
        }

        return false;
    }

    [LoggerMessage(EventId = 1401, Level = LogLevel.Warning, Message = "Work '{Work}' failed for {Item}; it is tried again.")]
    private partial void LogItemFailed(Exception exception, string work, string item);

    [LoggerMessage(EventId = 1402, Level = LogLevel.Warning, Message = "Work '{Work}' could not be done; it is tried again.")]
    private partial void LogFailed(Exception exception, string work);

    [LoggerMessage(EventId = 1403, Level = LogLevel.Warning, Message = "Another process does the work '{Work}' now. {Reason}")]
    private partial void LogLeaseLost(string work, string reason);
}
