using OrleansRouter.Gateway.Snapshot;
using OrleansRouter.Grains.Hosting;
using OrleansRouter.Grains.Training.Jobs;

namespace OrleansRouter.Gateway.Jobs;

/// <summary>What a job may do now.</summary>
public enum JobTurn
{
    /// <summary>It is not known to be open: it has ended, or is newer than what was read.</summary>
    None = 0,

    /// <summary>It is open, and others come first.</summary>
    Waits = 1,

    /// <summary>It is open, and moves.</summary>
    Moves = 2,
}

/// <summary>Whose turn it is among the open jobs, for a process that has no snapshot: it follows the store's changes when it is asked.</summary>
public sealed class JobTurns(IStateStore states, IChangeFeed changes, JobOptions options, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _refreshing = new(1);
    private StateMap<JobState> _jobs = StateMap<JobState>.Of<ITrainingJobGrain>();
    private long? _position;
    private long? _readAt;

    /// <summary>What a job may do. What is believed is at most a <see cref="JobOptions.PollInterval"/> old.</summary>
    public async Task<JobTurn> OfAsync(string jobId, CancellationToken cancellationToken)
    {
        StateMap<JobState> jobs = await JobsAsync(cancellationToken);
        return jobs.Find(jobId) is not { IsOpen: true } ? JobTurn.None : Of(jobs, options.RunningJobs).Contains(jobId) ? JobTurn.Moves : JobTurn.Waits;
    }

    /// <summary>The jobs that are open, oldest first.</summary>
    public async Task<IReadOnlyList<string>> OpenAsync(CancellationToken cancellationToken) => Of(await JobsAsync(cancellationToken), int.MaxValue);

    /// <inheritdoc/>
    public void Dispose() => _refreshing.Dispose();

    /// <summary>The jobs that run at once: the oldest of those that are open.</summary>
    internal static string[] Of(StateMap<JobState> jobs, int runningJobs) =>
    [
        .. jobs.All.Where(job => job.Value.IsOpen)
            .OrderBy(job => job.Value.CreatedAt).ThenBy(job => job.Key, StringComparer.Ordinal)
            .Take(runningJobs).Select(job => job.Key),
    ];

    private async Task<StateMap<JobState>> JobsAsync(CancellationToken cancellationToken)
    {
        await _refreshing.WaitAsync(cancellationToken);
        try
        {
            if (_readAt is not { } readAt || time.GetElapsedTime(readAt) >= options.PollInterval)
            {
                await RefreshAsync(cancellationToken);
            }

            return _jobs;
        }
        finally
        {
            _refreshing.Release();
        }
    }

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
