using OrleansRouter.Grains.Hosting;
using OrleansRouter.Routing.Jobs;

namespace OrleansRouter.Grains.Training.Jobs;

/// <summary>One training job: plan, progress, publication. The key is the job's id.</summary>
public interface ITrainingJobGrain : IGrain
{
    /// <summary>Asks for the training; it begins when its turn comes.</summary>
    /// <exception cref="ArgumentException">The request cannot be run; the message says why.</exception>
    /// <exception cref="KeyNotFoundException">A file is not stored.</exception>
    /// <exception cref="InvalidOperationException">The job exists.</exception>
    Task<JobState> CreateAsync(JobRequest request, CancellationToken cancellationToken = default);

    /// <summary>Where the job stands, whichever process moved it last.</summary>
    Task<JobState> GetAsync(CancellationToken cancellationToken = default);

    /// <summary>How far the present stage is.</summary>
    Task<StageProgress> ProgressAsync(CancellationToken cancellationToken = default);

    /// <summary>Moves the job as far as it goes without waiting: adds tasks, notes which stages are complete, publishes; of an ended one, removes what is left.</summary>
    /// <param name="fence">The lease under which this process moves jobs; null: none, and whoever else moves this one comes first or does not.</param>
    /// <param name="cancellationToken">Stops moving; the next call goes on.</param>
    /// <exception cref="StaleFenceException">Another process moves jobs now; this one changed nothing.</exception>
    Task<JobState> AdvanceAsync(Fence? fence, CancellationToken cancellationToken = default);

    /// <summary>Stops the job for good; one that has ended stays as it is.</summary>
    /// <exception cref="KeyNotFoundException">There is no such job.</exception>
    Task<JobState> CancelAsync(CancellationToken cancellationToken = default);
}
