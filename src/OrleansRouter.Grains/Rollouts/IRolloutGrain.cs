using OrleansRouter.Grains.Hosting;
using OrleansRouter.Routing.Evidence;

namespace OrleansRouter.Grains.Rollouts;

/// <summary>The rollout of one tenant's candidate policy; the key is the tenant id.</summary>
public interface IRolloutGrain : IGrain
{
    /// <summary>The latest rollout.</summary>
    Task<RolloutState> GetAsync(CancellationToken cancellationToken = default);

    /// <summary>Begins a rollout.</summary>
    /// <exception cref="ArgumentException">A value is out of range; the message says which.</exception>
    /// <exception cref="InvalidOperationException">One is under way.</exception>
    Task<RolloutState> StartAsync(RolloutStart start, CancellationToken cancellationToken = default);

    /// <summary>Goes on to the next stage by hand.</summary>
    /// <param name="actor">Who does it: public id of a key.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="InvalidOperationException">None is under way.</exception>
    Task<RolloutState> AdvanceAsync(string actor, CancellationToken cancellationToken = default);

    /// <summary>Ends the rollout by hand; the policy that served before serves alone.</summary>
    /// <param name="actor">Who does it: public id of a key.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="InvalidOperationException">None is under way.</exception>
    Task<RolloutState> AbortAsync(string actor, CancellationToken cancellationToken = default);

    /// <summary>Reads new feedback, and does what follows from it.</summary>
    /// <param name="fence">What the reader's writes carry.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    Task<RolloutProgress> RunAsync(Fence fence, CancellationToken cancellationToken = default);
}

/// <summary>What a rollout begins with.</summary>
/// <param name="CandidatePolicyId">The policy to try. That there is such a policy is for the caller to check.</param>
/// <param name="CurrentPolicyId">The tenant's policy; null: the default policy.</param>
/// <param name="Settings">How carefully.</param>
/// <param name="Reward">What answers are worth.</param>
/// <param name="Actor">Public id of the key that begins it.</param>
public sealed record RolloutStart(string CandidatePolicyId, string? CurrentPolicyId, RolloutSettings Settings, RewardRule Reward, string Actor);

/// <summary>What reading feedback led to.</summary>
/// <param name="State">The rollout now.</param>
/// <param name="MoreWaits">Whether more feedback is there already.</param>
public sealed record RolloutProgress(RolloutState State, bool MoreWaits);
