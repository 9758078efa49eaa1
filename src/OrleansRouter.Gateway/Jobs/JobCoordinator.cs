using OrleansRouter.Gateway.Leases;
using OrleansRouter.Gateway.Snapshot;
using OrleansRouter.Grains.Hosting;
using OrleansRouter.Grains.Training.Jobs;

namespace OrleansRouter.Gateway.Jobs;

/// <summary>
/// Moves open jobs from stage to stage and publishes their policies. Of several gateways over one database one does so at a time; when it is
/// gone, another goes on from the grains' states.
/// </summary>
internal sealed partial class JobCoordinator(
    IGrainHost grains, ILeaseStore leases, IJobTaskStore tasks, SnapshotService snapshots, GatewayOptions options, TimeProvider time, ILogger<JobCoordinator> logger)
    : BackgroundService
{
    /// <summary>The lease of whoever moves jobs.</summary>
    public const string Lease = "training-jobs";

    private readonly LeaseKeeper _lease = new(leases, Lease, options.LeaseTerm, time);
    private long _cleaned;

    /// <summary>Moves every job whose turn it is, if this process is the one that does.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        string[] turn = [.. snapshots.Current.Jobs.All
            .Where(job => job.Value.IsOpen)
            .OrderBy(job => job.Value.CreatedAt).ThenBy(job => job.Key, StringComparer.Ordinal)
            .Take(options.Jobs.RunningJobs).Select(job => job.Key)];
        bool ended = false;
        foreach (string id in turn)
        {
            if (await _lease.HoldAsync(cancellationToken) is not { } fence)
            {
                break;
            }

            await CleanAsync(fence, cancellationToken);
            ended |= await AdvanceAsync(id, fence, cancellationToken);
        }

        if (ended)
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
        using var timer = new PeriodicTimer(options.Jobs.PollInterval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await RunAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                LogFailed(exception);
            }
        }
    }

    /// <returns>Whether the job has ended.</returns>
    private async Task<bool> AdvanceAsync(string id, Fence fence, CancellationToken cancellationToken)
    {
        try
        {
            return !(await grains.GetGrain<ITrainingJobGrain>(id).AdvanceAsync(fence, cancellationToken)).IsOpen;
        }
        catch (StaleFenceException exception)
        {
            _lease.Forget();
            LogLeaseLost(exception.Message);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogJobFailed(exception, id);
        }

        return false;
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
            if (snapshots.Current.Jobs.Find(id) is { IsOpen: false })
            {
                await tasks.DropAsync(id, cancellationToken);
            }
        }

        _cleaned = fence.Token;
        LogTakenOver(fence.Token);
    }

    [LoggerMessage(EventId = 1501, Level = LogLevel.Information, Message = "This process moves training jobs now (token {Token}).")]
    private partial void LogTakenOver(long token);

    [LoggerMessage(EventId = 1502, Level = LogLevel.Warning, Message = "Another process moves training jobs now. {Reason}")]
    private partial void LogLeaseLost(string reason);

    [LoggerMessage(EventId = 1503, Level = LogLevel.Warning, Message = "Training job {Job} could not be moved; it is tried again.")]
    private partial void LogJobFailed(Exception exception, string job);

    [LoggerMessage(EventId = 1504, Level = LogLevel.Warning, Message = "Training jobs could not be moved; it is tried again.")]
    private partial void LogFailed(Exception exception);
}
