using OrleansRouter.Gateway.Leases;
using OrleansRouter.Gateway.Snapshot;
using OrleansRouter.Grains.Hosting;
using OrleansRouter.Grains.Rollouts;

namespace OrleansRouter.Gateway.Rollouts;

/// <summary>Lets every rollout read its new feedback from time to time, and do what follows. Its items are tenants.</summary>
internal sealed class RolloutService(
    IGrainHost grains, ILeaseStore leases, SnapshotService snapshots, GatewayOptions options, TimeProvider time, ILogger<RolloutService> logger)
    : LeasedService(new LeaseKeeper(leases, "rollouts", options.LeaseTerm, time), snapshots, options.RolloutInterval, time, logger)
{
    protected override IEnumerable<string> Items() =>
        Snapshots.Current.Rollouts.All.Where(r => HasWork(r.Value)).Select(r => r.Key).Order(StringComparer.Ordinal);

    protected override async Task<bool> RunAsync(string item, Fence fence, CancellationToken cancellationToken)
    {
        IRolloutGrain grain = grains.GetGrain<IRolloutGrain>(item);
        long? before = Snapshots.Current.Rollouts.Find(item)?.Run?.StageNumber;
        RolloutProgress now = await KeepOnAsync(fence, grain.RunAsync, progress => progress.MoreWaits, cancellationToken);
        return now.State.Run?.StageNumber != before;
    }

    /// <summary>Under way, or with something written that is not done yet.</summary>
    private static bool HasWork(RolloutState rollout) =>
        rollout.Run is { } run && (run.IsActive || run.Handover is not null || run.Audited < run.Steps.Count);
}
