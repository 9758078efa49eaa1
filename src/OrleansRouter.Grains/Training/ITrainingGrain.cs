using OrleansRouter.Grains.Hosting;
using OrleansRouter.Learning.Serialization;
using OrleansRouter.Routing.Online;

namespace OrleansRouter.Grains.Training;

/// <summary>
/// Learns one line of policies from the durable feedback log; the key is that of its <see cref="ILearningGrain"/>. What is known and the
/// place in the log are one state and written together, so that every feedback counts exactly once, also across a crash.
/// </summary>
public interface ITrainingGrain : IGrain
{
    /// <summary>What was learned so far.</summary>
    Task<TrainingState> GetAsync(CancellationToken cancellationToken = default);

    /// <summary>Learns the next feedbacks, at most a batch, and publishes a version when enough is new.</summary>
    /// <exception cref="KeyNotFoundException">The base policy is not stored.</exception>
    /// <exception cref="StaleFenceException">Another process learns now; nothing was learned.</exception>
    /// <exception cref="ModelFormatException">The base policy or the state cannot be read by this build.</exception>
    Task<TrainingProgress> RunAsync(TrainingJob job, CancellationToken cancellationToken = default);
}

/// <summary>What to learn.</summary>
/// <param name="BasePolicyId">The trained policy to go on from; another one than before begins anew, from the present place in the log.</param>
/// <param name="Settings">How to learn.</param>
/// <param name="Models">The models that are served now.</param>
/// <param name="SharedLearned">How many feedbacks the line of all tenants has learned; 0 where there is none.</param>
/// <param name="Promoted">Policies that tenants or the installation were given, now or before: old versions among them stay.</param>
/// <param name="Fence">The lease under which this process learns; null: no other process learns.</param>
public sealed record TrainingJob(
    string BasePolicyId,
    LearningSettings Settings,
    IReadOnlyList<ModelProfile> Models,
    long SharedLearned = 0,
    IReadOnlyCollection<string>? Promoted = null,
    Fence? Fence = null);

/// <summary>Where a line stands.</summary>
/// <param name="Learned">Feedbacks learned.</param>
/// <param name="Skipped">Feedbacks that teach nothing: see <see cref="TrainingState.Skipped"/>.</param>
/// <param name="Version">Newest version.</param>
/// <param name="MoreWaits">Whether the batch was full, so that more may wait.</param>
public sealed record TrainingProgress(long Learned, long Skipped, long Version, bool MoreWaits);
