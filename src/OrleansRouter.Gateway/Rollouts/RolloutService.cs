using OrleansRouter.Gateway.Leases;
using OrleansRouter.Gateway.Snapshot;
using OrleansRouter.Grains.Hosting;
using OrleansRouter.Grains.Rollouts;

namespace OrleansRouter.Gateway.Rollouts;

/// <summary>
/// Lets every rollout read its new feedback from time to time, and do what follows. Of several gateways over one database one does so at a
/// time; when it is gone, another goes on from the grains' states.
/// </summary>
internal sealed partial class RolloutService(
    IGrainHost grains, ILeaseStore leases, SnapshotService snapshots, GatewayOptions options, TimeProvider time, ILogger<RolloutService> logger)
    : BackgroundService
{
    private readonly LeaseKeeper _lease = new(leases, "rollouts", options.LeaseTerm, time);

    /// <summary>Lets every rollout read what is there, if this process is the one that does.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        bool changed = false;
        foreach ((string tenantId, RolloutState rollout) in snapshots.Current.Rollouts.All.OrderBy(r => r.Key, StringComparer.Ordinal))
        {
            if (HasWork(rollout))
            {
                if (await _lease.HoldAsync(cancellationToken) is null)
                {
                    break;
                }

                changed |= await RunAsync(tenantId, rollout, cancellationToken);
            }
        }

        if (changed)
        {
            await snapshots.RefreshAsync(cancellationToken);
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await _lease.ReleaseAsync(CancellationToken.None);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.RolloutInterval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await RunAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                LogRefreshFailed(exception);
            }
        }
    }

    /// <summary>Under way, or with something written that is not done yet.</summary>
    private static bool HasWork(RolloutState rollout) =>
        rollout.Run is { } run && (run.IsActive || run.Handover is not null || run.Audited < run.Steps.Count);

    /// <returns>Whether the rollout took a step.</returns>
    private async Task<bool> RunAsync(string tenantId, RolloutState before, CancellationToken cancellationToken)
    {
        try
        {
            IRolloutGrain grain = grains.GetGrain<IRolloutGrain>(tenantId);
            var now = new RolloutProgress(before, MoreWaits: true);
            while (now.MoreWaits && await _lease.HoldAsync(cancellationToken) is { } fence)
            {
                now = await _lease.KeepAsync(fence, token => grain.RunAsync(fence, token), cancellationToken);
            }

            return now.State.Run?.StageNumber != before.Run?.StageNumber;
        }
        catch (StaleFenceException exception)
        {
            _lease.Forget();
            LogLeaseLost(exception.Message);
            return false;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogRolloutFailed(exception, tenantId);
            return false;
        }
    }

    [LoggerMessage(EventId = 1511, Level = LogLevel.Warning, Message = "The rollout of tenant {TenantId} could not read its feedback; it tries again.")]
    private partial void LogRolloutFailed(Exception exception, string tenantId);

    [LoggerMessage(EventId = 1512, Level = LogLevel.Warning, Message = "Another process watches rollouts now. {Reason}")]
    private partial void LogLeaseLost(string reason);

    [LoggerMessage(EventId = 1513, Level = LogLevel.Warning, Message = "Rollouts could not be looked at; the next time comes.")]
    private partial void LogRefreshFailed(Exception exception);
}
