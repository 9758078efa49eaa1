using OrleansRouter.Grains.Hosting;

namespace OrleansRouter.Grains.Training;

/// <summary>
/// Whether and how a served policy goes on learning, and its newest version. The key is a tenant id, or <see cref="AllTenants"/> for what
/// all tenants of the default policy share.
/// </summary>
public interface ILearningGrain : IGrain
{
    /// <summary>The key of what all tenants share; no tenant can be called that.</summary>
    const string AllTenants = "*";

    /// <summary>The settings and the newest version.</summary>
    Task<LearningState> GetAsync(CancellationToken cancellationToken = default);

    /// <summary>Changes the settings. What was learned stays.</summary>
    /// <exception cref="ArgumentException">A value is out of range or there is no such learner; the message says which.</exception>
    Task<LearningState> ConfigureAsync(LearningSettings settings, CancellationToken cancellationToken = default);

    /// <summary>Notes that a version is stored and may serve. An older version than the newest changes nothing.</summary>
    Task<LearningState> PublishAsync(LivePolicy version, CancellationToken cancellationToken = default);

    /// <summary>Notes that versions are no longer stored.</summary>
    Task<LearningState> ForgetAsync(string[] policyIds, CancellationToken cancellationToken = default);
}
