using OrleansRouter.Grains.Hosting;

namespace OrleansRouter.Grains.Keys;

/// <summary>Identity, state and order of one key; what changes is in <see cref="KeyTransitions"/>.</summary>
[GrainState("key")]
public class KeyGrain(string keyId, IDurableState<KeyState> state) : IKeyGrain
{
    /// <inheritdoc/>
    public Task<KeyState?> GetAsync(CancellationToken cancellationToken = default) =>
        Task.FromResult(KeyTransitions.IsCreated(state.Value) ? state.Value : null);

    /// <inheritdoc/>
    public Task<KeyState> CreateAsync(KeyState key, CancellationToken cancellationToken = default) =>
        state.UpdateAsync(s => KeyTransitions.Create(keyId, s, key), cancellationToken);

    /// <inheritdoc/>
    public Task<KeyState> RevokeAsync(DateTimeOffset at, CancellationToken cancellationToken = default) =>
        state.UpdateAsync(s => KeyTransitions.Revoke(keyId, s, at), cancellationToken);

    /// <inheritdoc/>
    public Task<KeyState> ExpireAsync(DateTimeOffset at, CancellationToken cancellationToken = default) =>
        state.UpdateAsync(s => KeyTransitions.Expire(keyId, s, at), cancellationToken);
}
