using OrleansRouter.Grains.Hosting;

namespace OrleansRouter.Grains.Tenants;

/// <summary>Identity, state and order of one tenant; what changes is in <see cref="TenantTransitions"/>.</summary>
[GrainState("tenant")]
public class TenantGrain(string tenantId, IDurableState<TenantState> state) : ITenantGrain
{
    /// <inheritdoc/>
    public Task<TenantState?> GetAsync(CancellationToken cancellationToken = default) =>
        Task.FromResult(TenantTransitions.IsCreated(state.Value) ? state.Value : null);

    /// <inheritdoc/>
    public Task<TenantState> CreateAsync(TenantUpdate settings, CancellationToken cancellationToken = default) =>
        state.UpdateAsync(s => TenantTransitions.Create(tenantId, s, settings), cancellationToken);

    /// <inheritdoc/>
    public Task<TenantState> UpdateAsync(TenantUpdate update, CancellationToken cancellationToken = default) =>
        state.UpdateAsync(s => TenantTransitions.Update(tenantId, s, update), cancellationToken);

    /// <inheritdoc/>
    public Task<TenantState> PromotePolicyAsync(string? policyId, CancellationToken cancellationToken = default) =>
        state.UpdateAsync(s => TenantTransitions.PromotePolicy(tenantId, s, policyId), cancellationToken);

    /// <inheritdoc/>
    public Task<TenantState> RollBackPolicyAsync(CancellationToken cancellationToken = default) =>
        state.UpdateAsync(s => TenantTransitions.RollBackPolicy(tenantId, s), cancellationToken);
}
