using OrleansRouter.Routing.Jobs;

namespace OrleansRouter.Grains.Training.Jobs;

/// <summary>The right to run one round of one task for a while.</summary>
/// <param name="JobId">The job.</param>
/// <param name="Stage">Number of the stage in its job, from 0.</param>
/// <param name="Round">Number of the round in its stage, from 0.</param>
/// <param name="Task">Number of the task in its stage, from 0.</param>
/// <param name="Attempt">How often this round of the task was begun, this time included.</param>
/// <param name="Claim">A name that no other claim has.</param>
public sealed record TaskClaim(string JobId, int Stage, int Round, int Task, int Attempt, string Claim);

/// <summary>How far one stage is.</summary>
/// <param name="Tasks">Tasks that were added.</param>
/// <param name="Done">Results that were stored, of all rounds.</param>
/// <param name="Attempts">How often tasks were begun, in all rounds.</param>
/// <param name="Workers">Workers that were the last to begin one.</param>
/// <param name="WorkMs">Time that the stored results took, added up.</param>
/// <param name="Problem">Why a task cannot be done; null: none has failed.</param>
public sealed record StageProgress(int Tasks, int Done, int Attempts, int Workers, double WorkMs, string? Problem);

/// <summary>
/// The tasks of running jobs, for the workers of all processes that share the store. A claim ends with its term, so that the task of a worker that
/// died is taken by another; a result is stored once, and only by the claim that is current. The stages of a job follow one another, and so do the
/// rounds of a stage, without anybody's doing: no task is handed out before all are done that come before it. Time is the database's.
/// </summary>
public interface IJobTaskStore
{
    /// <summary>Adds the tasks of stages that follow one another, all or none; those that are there stay as they are.</summary>
    /// <param name="jobId">The job.</param>
    /// <param name="first">Number of the first of them in the job.</param>
    /// <param name="stages">Their tasks and rounds.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task AddAsync(string jobId, int first, IReadOnlyList<JobStage> stages, CancellationToken cancellationToken);

    /// <summary>
    /// Takes the oldest task that is neither done, failed nor claimed, of a job whose earlier stages and rounds are complete; null: there is none.
    /// </summary>
    /// <param name="worker">Who takes it; for the log.</param>
    /// <param name="term">How long others leave it alone.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<TaskClaim?> ClaimAsync(string worker, TimeSpan term, CancellationToken cancellationToken);

    /// <summary>Prolongs a claim from now on.</summary>
    /// <returns>False when it is not current any more: the task was taken by another worker, or its job ended.</returns>
    Task<bool> ExtendAsync(TaskClaim claim, TimeSpan term, CancellationToken cancellationToken);

    /// <summary>Stores the result of one round of a task durably.</summary>
    /// <param name="claim">The right to it.</param>
    /// <param name="result">The result.</param>
    /// <param name="workMs">How long it took.</param>
    /// <param name="keepFrom">Results of the stage's rounds before this one are not needed any more, and removed; 0: none.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>False when the claim is not current any more; nothing is stored.</returns>
    Task<bool> CompleteAsync(TaskClaim claim, ReadOnlyMemory<byte> result, double workMs, int keepFrom, CancellationToken cancellationToken);

    /// <summary>Notes that a task cannot be done; nothing happens when the claim is not current any more.</summary>
    Task FailAsync(TaskClaim claim, string problem, CancellationToken cancellationToken);

    /// <summary>Lets another worker have the task at once; nothing happens when the claim is not current any more.</summary>
    /// <param name="claim">The right to it.</param>
    /// <param name="wasBegun">Whether this counts among the times that the round was begun: not where the worker was stopped in order.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task ReleaseAsync(TaskClaim claim, bool wasBegun, CancellationToken cancellationToken);

    /// <summary>How far a stage is.</summary>
    Task<StageProgress> ProgressAsync(string jobId, int stage, CancellationToken cancellationToken);

    /// <summary>The results of a stage's last round in the order of its tasks; those that are done.</summary>
    Task<IReadOnlyList<byte[]>> ResultsAsync(string jobId, int stage, CancellationToken cancellationToken);

    /// <summary>The results of any round in the order of its tasks; those that are done, and not removed.</summary>
    Task<IReadOnlyList<byte[]>> RoundAsync(string jobId, int stage, int round, CancellationToken cancellationToken);

    /// <summary>Ids of the jobs that have tasks here.</summary>
    Task<IReadOnlyList<string>> JobsAsync(CancellationToken cancellationToken);

    /// <summary>Removes all tasks of a job.</summary>
    Task DropAsync(string jobId, CancellationToken cancellationToken);
}
