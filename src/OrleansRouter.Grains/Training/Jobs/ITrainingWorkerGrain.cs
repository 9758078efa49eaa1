using OrleansRouter.Grains.Hosting;

namespace OrleansRouter.Grains.Training.Jobs;

/// <summary>
/// Runs tasks of training jobs, one at a time. The key is any name that no other process uses; a process has as many workers as it lets work at once.
/// </summary>
public interface ITrainingWorkerGrain : IGrain
{
    /// <summary>Takes one task, runs it off the scheduler and stores its result.</summary>
    /// <param name="settings">How to work.</param>
    /// <param name="cancellationToken">Stops the task and lets another worker have it.</param>
    /// <returns>False when there was none.</returns>
    Task<bool> RunNextAsync(WorkerSettings settings, CancellationToken cancellationToken = default);
}

/// <summary>How a worker works; never what it computes.</summary>
/// <param name="Term">After how long without a sign of life another worker takes the task.</param>
/// <param name="Threads">Threads of one task.</param>
public sealed record WorkerSettings(TimeSpan Term, int Threads);
