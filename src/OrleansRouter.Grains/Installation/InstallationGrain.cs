using OrleansRouter.Grains.Hosting;

namespace OrleansRouter.Grains.Installation;

/// <summary>Identity, state and order of the installation; what changes is in <see cref="InstallationTransitions"/>.</summary>
[GrainState("installation")]
public class InstallationGrain(IDurableState<InstallationState> state) : IInstallationGrain
{
    /// <inheritdoc/>
    public Task<InstallationState> GetAsync(CancellationToken cancellationToken = default) => Task.FromResult(state.Value);

    /// <inheritdoc/>
    public Task<InstallationState> OfferKeyHashSecretAsync(string base64Secret, CancellationToken cancellationToken = default) =>
        state.UpdateAsync(s => InstallationTransitions.OfferKeyHashSecret(s, base64Secret), cancellationToken);

    /// <inheritdoc/>
    public Task<InstallationState> PromotePolicyAsync(string policyId, CancellationToken cancellationToken = default) =>
        state.UpdateAsync(s => InstallationTransitions.PromotePolicy(s, policyId), cancellationToken);

    /// <inheritdoc/>
    public Task<InstallationState> RollBackPolicyAsync(CancellationToken cancellationToken = default) =>
        state.UpdateAsync(InstallationTransitions.RollBackPolicy, cancellationToken);
}
