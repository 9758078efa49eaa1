using OrleansRouter.Gateway.Snapshot;
using OrleansRouter.Grains.Hosting;
using OrleansRouter.Grains.Training.Jobs;

namespace OrleansRouter.Gateway.Jobs;

/// <summary>Whose turn it is among the open jobs, for a process that has no snapshot: it follows the store's changes when it is asked.</summary>
public sealed class JobTurns(IStateStore states, IChangeFeed changes, JobOptions options, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _refreshing = new(1);
    private StateMap<JobState> _jobs = StateMap<JobState>.Of<ITrainingJobGrain>();
    private long? _position;
    private long? _readAt;

    /// <summary>Whether a job is open and its turn has come. What is believed is at most a <see cref="JobOptions.PollInterval"/> old.</summary>
    public async Task<bool> IsTurnOfAsync(string jobId, CancellationToken cancellationToken)
    {
        await _refreshing.WaitAsync(cancellationToken);
        try
        {
            if (_readAt is not { } readAt || time.GetElapsedTime(readAt) >= options.PollInterval)
            {
                await RefreshAsync(cancellationToken);
            }

            return Of(_jobs, options.RunningJobs).Contains(jobId);
        }
        finally
        {
            _refreshing.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _refreshing.Dispose();

    /// <summary>The jobs that run at once: the oldest of those that are open.</summary>
    internal static string[] Of(StateMap<JobState> jobs, int runningJobs) =>
    [
        .. jobs.All.Where(job => job.Value.IsOpen)
            .OrderBy(job => job.Value.CreatedAt).ThenBy(job => job.Key, StringComparer.Ordinal)
            .Take(runningJobs).Select(job => job.Key),
    ];

    private async Task RefreshAsync(CancellationToken cancellationToken)
    {
        long readAt = time.GetTimestamp();
        if (_position is { } position)
        {
            ChangePage page = await changes.ReadAsync(position, cancellationToken);
            _jobs = await _jobs.RefreshAsync(states, page.Changes, cancellationToken);
            _position = page.Position;
        }
        else
        {
            // Before everything is read, so that nothing that changes meanwhile is missed.
            long start = await changes.PositionAsync(cancellationToken);
            _jobs = await _jobs.RefreshAsync(states, cancellationToken);
            _position = start;
        }

        _readAt = readAt;
    }
}
