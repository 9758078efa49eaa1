using OrleansRouter.Gateway.Snapshot;
using OrleansRouter.Grains.Policies;
using OrleansRouter.Grains.Rollouts;
using OrleansRouter.Grains.Tenants;
using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.Gateway.Rollouts;

/// <summary>Finds the second policy of a tenant's rollout. A candidate that cannot be used never fails a request.</summary>
internal sealed partial class RolloutTrials(PolicyCache policies, ILogger<RolloutTrials> logger)
{
    /// <summary>The trial that a request takes part in; null: none.</summary>
    public async ValueTask<Trial?> FindAsync(RoutingSnapshot snapshot, string tenantId, TenantState tenant)
    {
        // A gateway may see the stage before the tenant's policy, or the other way round.
        if (snapshot.Rollouts.Find(tenantId)?.Run is not { IsActive: true } run || tenant.PolicyId != run.ServingPolicyId)
        {
            return null;
        }

        string? second = run.Stage == RolloutStage.Watch ? run.CurrentPolicyId ?? snapshot.DefaultPolicyId : run.CandidatePolicyId;
        if (second is null || snapshot.Policies.GetValueOrDefault(second) is not { } info)
        {
            return null;
        }

        try
        {
            return new Trial(run, info, await policies.GetAsync(info.ContentHash));
        }
        catch (Exception exception) when (exception is KeyNotFoundException or ModelFormatException)
        {
            LogUnusable(exception, tenantId, info.PolicyId);
            return null;
        }
    }

    /// <summary>Notes that a second policy failed to decide.</summary>
    public void Failed(Exception exception, string tenantId, PolicyInfo info) => LogUnusable(exception, tenantId, info.PolicyId);

    [LoggerMessage(
        EventId = 1601, Level = LogLevel.Warning,
        Message = "Tenant {TenantId}: policy {PolicyId} of its rollout cannot decide; the tenant's policy decides alone.")]
    private partial void LogUnusable(Exception exception, string tenantId, string policyId);
}
