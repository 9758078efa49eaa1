using OrleansRouter.Grains.Hosting;

namespace OrleansRouter.Grains.Tenants;

/// <summary>One tenant; the key is the tenant id. Owns its settings and which policy serves it.</summary>
public interface ITenantGrain : IGrain
{
    /// <summary>The settings, or null when the tenant was never created.</summary>
    Task<TenantState?> GetAsync(CancellationToken cancellationToken = default);

    /// <summary>Creates the tenant. Fields that are null get their defaults; the display name defaults to the tenant id.</summary>
    /// <exception cref="InvalidOperationException">It exists already.</exception>
    /// <exception cref="ArgumentException">A value is out of range; the message names tenant, value and range.</exception>
    Task<TenantState> CreateAsync(TenantUpdate settings, CancellationToken cancellationToken = default);

    /// <summary>Changes settings.</summary>
    /// <exception cref="KeyNotFoundException">The tenant does not exist.</exception>
    /// <exception cref="ArgumentException">A value is out of range; the message names tenant, value and range.</exception>
    Task<TenantState> UpdateAsync(TenantUpdate update, CancellationToken cancellationToken = default);

    /// <summary>
    /// Lets <paramref name="policyId"/> serve this tenant (null: the installation's default). Promoting the policy that serves
    /// changes nothing.
    /// </summary>
    /// <exception cref="KeyNotFoundException">The tenant does not exist.</exception>
    /// <exception cref="ArgumentException">The id is blank or too long. That there is such a policy is for the caller to check.</exception>
    Task<TenantState> PromotePolicyAsync(string? policyId, CancellationToken cancellationToken = default);

    /// <summary>Returns to the policy that served before.</summary>
    /// <exception cref="KeyNotFoundException">The tenant does not exist.</exception>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    Task<TenantState> RollBackPolicyAsync(CancellationToken cancellationToken = default);
}
