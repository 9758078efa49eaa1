using OrleansRouter.Grains.Hosting;

namespace OrleansRouter.Grains.Training;

/// <summary>Identity, state and order of one line's settings; what changes is in <see cref="LearningTransitions"/>.</summary>
[GrainState("learning")]
public class LearningGrain(string key, IDurableState<LearningState> state) : ILearningGrain
{
    /// <inheritdoc/>
    public Task<LearningState> GetAsync(CancellationToken cancellationToken = default) => Task.FromResult(state.Value);

    /// <inheritdoc/>
    public Task<LearningState> ConfigureAsync(LearningSettings settings, CancellationToken cancellationToken = default) =>
        state.UpdateAsync(s => LearningTransitions.Configure(key, s, settings), cancellationToken);

    /// <inheritdoc/>
    public Task<LearningState> PublishAsync(LivePolicy version, CancellationToken cancellationToken = default) =>
        state.UpdateAsync(s => LearningTransitions.Publish(s, version), cancellationToken);

    /// <inheritdoc/>
    public Task<LearningState> ForgetAsync(string[] policyIds, CancellationToken cancellationToken = default) =>
        state.UpdateAsync(s => LearningTransitions.Forget(s, policyIds), cancellationToken);
}
