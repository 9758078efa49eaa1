using OrleansRouter.Gateway.Leases;
using OrleansRouter.Gateway.Snapshot;
using OrleansRouter.Grains.Hosting;
using OrleansRouter.Grains.Training.Jobs;

namespace OrleansRouter.Gateway.Jobs;

/// <summary>Moves open jobs from stage to stage and publishes their policies. Its items are jobs.</summary>
internal sealed partial class JobCoordinator(
    IGrainHost grains, ILeaseStore leases, IJobTaskStore tasks, SnapshotService snapshots, GatewayOptions options, TimeProvider time, ILogger<JobCoordinator> logger)
    : LeasedService(new LeaseKeeper(leases, LeaseName, options.LeaseTerm, time), snapshots, options.Jobs.PollInterval, time, logger)
{
    /// <summary>The lease of whoever moves jobs.</summary>
    public const string LeaseName = "training-jobs";

    private long _cleaned;

    /// <summary>The jobs whose turn it is.</summary>
    protected override IEnumerable<string> Items() => JobTurns.Of(Snapshots.Current.Jobs, options.Jobs.RunningJobs);

    /// <returns>Whether the job has ended.</returns>
    protected override async Task<bool> RunAsync(string item, Fence fence, CancellationToken cancellationToken)
    {
        await CleanAsync(fence, cancellationToken);
        return !(await grains.GetGrain<ITrainingJobGrain>(item).AdvanceAsync(fence, cancellationToken)).IsOpen;
    }

    /// <summary>Whoever takes over removes the tasks of jobs that have ended, where a crash has left some.</summary>
    private async Task CleanAsync(Fence fence, CancellationToken cancellationToken)
    {
        if (_cleaned == fence.Token)
        {
            return;
        }

        foreach (string id in await tasks.JobsAsync(cancellationToken))
        {
            if (Snapshots.Current.Jobs.Find(id) is { IsOpen: false })
            {
                await tasks.DropAsync(id, cancellationToken);
            }
        }

        _cleaned = fence.Token;
        LogTakenOver(fence.Token);
    }

    [LoggerMessage(EventId = 1521, Level = LogLevel.Information, Message = "This process moves training jobs now (token {Token}).")]
    private partial void LogTakenOver(long token);
}
