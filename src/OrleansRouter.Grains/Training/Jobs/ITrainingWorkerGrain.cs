using OrleansRouter.Grains.Hosting;

namespace OrleansRouter.Grains.Training.Jobs;

/// <summary>
/// Runs tasks of training jobs, one at a time. The key is any name that no other process uses; a process has as many workers as it lets work at once.
/// </summary>
public interface ITrainingWorkerGrain : IGrain
{
    /// <summary>
    /// Goes on with the task that is under way, or takes one, and waits a while for its end. Tasks run off the scheduler and may take long; a call
    /// does not, so that no host gives it up.
    /// </summary>
    /// <param name="settings">How to work.</param>
    /// <param name="cancellationToken">Stops the task and lets another worker have it.</param>
    Task<WorkerStep> WorkAsync(WorkerSettings settings, CancellationToken cancellationToken = default);

    /// <summary>Stops the task that is under way, if one is, and lets another worker have it at once.</summary>
    Task StopAsync(CancellationToken cancellationToken = default);
}

/// <summary>What a worker has to show for one call.</summary>
public enum WorkerStep
{
    /// <summary>There was nothing to do.</summary>
    Idle = 0,

    /// <summary>A task is under way; call again.</summary>
    Working = 1,

    /// <summary>A task has ended; there may be more.</summary>
    Ended = 2,
}

/// <summary>How a worker works; never what it computes.</summary>
/// <param name="Term">After how long without a sign of life another worker takes the task.</param>
/// <param name="Threads">Threads of one task.</param>
/// <param name="Patience">How long a call waits for a task at most.</param>
public sealed record WorkerSettings(TimeSpan Term, int Threads, TimeSpan Patience);
