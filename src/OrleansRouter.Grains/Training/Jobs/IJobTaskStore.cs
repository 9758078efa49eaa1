namespace OrleansRouter.Grains.Training.Jobs;

/// <summary>The right to run one task for a while.</summary>
/// <param name="JobId">The job.</param>
/// <param name="Stage">Number of the stage in its job, from 0.</param>
/// <param name="Task">Number of the task in its stage, from 0.</param>
/// <param name="Attempt">How often the task was begun, this time included.</param>
/// <param name="Claim">A name that no other claim has.</param>
public sealed record TaskClaim(string JobId, int Stage, int Task, int Attempt, string Claim);

/// <summary>How far one stage is.</summary>
/// <param name="Tasks">Tasks that were added.</param>
/// <param name="Done">Tasks whose result is stored.</param>
/// <param name="Attempts">How often tasks were begun.</param>
/// <param name="Workers">Workers that have begun some.</param>
/// <param name="WorkMs">Time that the finished tasks took, added up.</param>
/// <param name="Problem">Why a task cannot be done; null: none has failed.</param>
public sealed record StageProgress(int Tasks, int Done, int Attempts, int Workers, double WorkMs, string? Problem);

/// <summary>
/// The tasks of running jobs, for the workers of all processes that share the store. A claim ends with its term, so that the task of a worker that
/// died is taken by another; a result is stored once, and only by the claim that is current. Time is the database's.
/// </summary>
public interface IJobTaskStore
{
    /// <summary>Adds the tasks of a stage; those that are there stay as they are.</summary>
    Task AddAsync(string jobId, int stage, int count, CancellationToken cancellationToken);

    /// <summary>Takes the oldest task that is neither done, failed nor claimed; null: there is none.</summary>
    /// <param name="worker">Who takes it; for the log.</param>
    /// <param name="term">How long others leave it alone.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<TaskClaim?> ClaimAsync(string worker, TimeSpan term, CancellationToken cancellationToken);

    /// <summary>Prolongs a claim from now on.</summary>
    /// <returns>False when it is not current any more: the task was taken by another worker, or its job ended.</returns>
    Task<bool> ExtendAsync(TaskClaim claim, TimeSpan term, CancellationToken cancellationToken);

    /// <summary>Stores the result of a task durably.</summary>
    /// <returns>False when the claim is not current any more; nothing is stored.</returns>
    Task<bool> CompleteAsync(TaskClaim claim, ReadOnlyMemory<byte> result, double workMs, CancellationToken cancellationToken);

    /// <summary>Notes that a task cannot be done; nothing happens when the claim is not current any more.</summary>
    Task FailAsync(TaskClaim claim, string problem, CancellationToken cancellationToken);

    /// <summary>Lets another worker have the task at once; nothing happens when the claim is not current any more.</summary>
    Task ReleaseAsync(TaskClaim claim, CancellationToken cancellationToken);

    /// <summary>How far a stage is.</summary>
    Task<StageProgress> ProgressAsync(string jobId, int stage, CancellationToken cancellationToken);

    /// <summary>The results of a stage in the order of its tasks; those that are done.</summary>
    Task<IReadOnlyList<byte[]>> ResultsAsync(string jobId, int stage, CancellationToken cancellationToken);

    /// <summary>Ids of the jobs that have tasks here.</summary>
    Task<IReadOnlyList<string>> JobsAsync(CancellationToken cancellationToken);

    /// <summary>Removes all tasks of a job.</summary>
    Task DropAsync(string jobId, CancellationToken cancellationToken);
}
