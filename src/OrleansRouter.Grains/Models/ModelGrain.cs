using OrleansRouter.Grains.Hosting;

namespace OrleansRouter.Grains.Models;

/// <summary>Identity, state and order of one model; what changes is in <see cref="ModelTransitions"/>.</summary>
[GrainState("model")]
public class ModelGrain(string modelId, IDurableState<ModelState> state) : IModelGrain
{
    /// <inheritdoc/>
    public Task<ModelState?> GetAsync(CancellationToken cancellationToken = default) =>
        Task.FromResult(state.Value.Settings is null ? null : state.Value);

    /// <inheritdoc/>
    public Task<ModelState> ConfigureAsync(ModelSettings settings, CancellationToken cancellationToken = default) =>
        state.UpdateAsync(s => ModelTransitions.Configure(modelId, s, settings), cancellationToken);

    /// <inheritdoc/>
    public Task<ModelState> MergeAsync(ModelStatistics collected, CancellationToken cancellationToken = default) =>
        state.UpdateAsync(s => ModelTransitions.Merge(modelId, s, collected), cancellationToken);
}
