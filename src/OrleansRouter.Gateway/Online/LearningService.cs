using OrleansRouter.Gateway.Leases;
using OrleansRouter.Gateway.Metrics;
using OrleansRouter.Gateway.Snapshot;
using OrleansRouter.Grains.Hosting;
using OrleansRouter.Grains.Policies;
using OrleansRouter.Grains.Tenants;
using OrleansRouter.Grains.Training;
using OrleansRouter.Routing.Online;

namespace OrleansRouter.Gateway.Online;

/// <summary>Lets every policy line that learns read its new feedback. Its items are lines.</summary>
internal sealed class LearningService(
    IGrainHost grains,
    ILeaseStore leases,
    SnapshotService snapshots,
    GatewayOptions options,
    GatewayMetrics metrics,
    TimeProvider time,
    ILogger<LearningService> logger)
    : LeasedService(new LeaseKeeper(leases, "learning", options.LeaseTerm, time), snapshots, options.LearningInterval, time, logger)
{
    private readonly Dictionary<string, TrainingProgress> _known = new(StringComparer.Ordinal);
    private (RoutingSnapshot Snapshot, string[] Ids)? _promoted;

    protected override IEnumerable<string> Items()
    {
        RoutingSnapshot snapshot = Snapshots.Current;
        return snapshot.Learning.All.Where(l => l.Value.Settings.Enabled && ServedBy(snapshot, l.Key) is not null).Select(l => l.Key).Order(StringComparer.Ordinal);
    }

    /// <returns>Whether a version was published.</returns>
    protected override async Task<bool> RunAsync(string item, Fence fence, CancellationToken cancellationToken)
    {
        RoutingSnapshot snapshot = Snapshots.Current;
        if (snapshot.Learning.Find(item) is not { } learning || JobOf(snapshot, item, learning) is not { } job)
        {
            return false;
        }

        ITrainingGrain grain = grains.GetGrain<ITrainingGrain>(item);
        TrainingProgress before = _known.GetValueOrDefault(item) ?? new TrainingProgress(0, 0, 0, MoreWaits: false);
        TrainingProgress now = await KeepOnAsync(
            fence, (held, token) => grain.RunAsync(job with { Fence = held }, token), progress => progress.MoreWaits, cancellationToken);
        _known[item] = now;
        metrics.Learned(item == ILearningGrain.AllTenants, now.Learned - before.Learned, now.Skipped - before.Skipped, now.Version - before.Version);
        return now.Version != before.Version;
    }

    /// <summary>What a line has to learn; null where no trained policy serves.</summary>
    private TrainingJob? JobOf(RoutingSnapshot snapshot, string line, LearningState learning)
    {
        if (ServedBy(snapshot, line) is not var (tenant, policyId))
        {
            return null;
        }

        LearningState? shared = snapshot.Learning.Find(ILearningGrain.AllTenants);
        bool follows = line != ILearningGrain.AllTenants && shared is { Settings.Enabled: true } && shared.Live?.BasePolicyId == policyId;
        return new TrainingJob(
            policyId, learning.Settings, [.. snapshot.ModelsOf(tenant).SelectMany(Profile)], follows ? shared!.Live!.Learned : 0, Promoted(snapshot));
    }

    /// <summary>Whose line it is, and the policy under it; null where no trained policy serves.</summary>
    private static (TenantState Tenant, string PolicyId)? ServedBy(RoutingSnapshot snapshot, string line)
    {
        TenantState? tenant = line == ILearningGrain.AllTenants ? new TenantState() : snapshot.Tenants.Find(line);
        return tenant is { Enabled: true } && (tenant.PolicyId ?? snapshot.DefaultPolicyId) is { } policyId ? (tenant, policyId) : null;
    }

    /// <summary>The versions that somebody was given as their policy, now or before, or that are tried: they can be rolled back to.</summary>
    private string[] Promoted(RoutingSnapshot snapshot)
    {
        if (_promoted is not { } known || !ReferenceEquals(known.Snapshot, snapshot))
        {
            _promoted = known = (snapshot, [.. PromotedIn(snapshot)]);
        }

        return known.Ids;
    }

    private static IEnumerable<string> PromotedIn(RoutingSnapshot snapshot) =>
        snapshot.InstallationState.PreviousPolicyIds.Append(snapshot.DefaultPolicyId)
            .Concat(snapshot.Tenants.All.SelectMany(t => t.Value.PreviousPolicyIds.Append(t.Value.PolicyId)))
            .Concat(snapshot.Rollouts.All.SelectMany(r => new[] { r.Value.Run?.CandidatePolicyId, r.Value.Run?.CurrentPolicyId }))
            .OfType<string>().Where(id => id.StartsWith(PolicyOwners.VersionPrefix, StringComparison.Ordinal)).Distinct();

    /// <summary>What is known of a model; nothing where its price is not.</summary>
    private static IEnumerable<ModelProfile> Profile(ModelEntry model) =>
        model is { Problem: null, Settings: { InputUsdPerMillionTokens: { } input, OutputUsdPerMillionTokens: { } output } settings }
            ? [new ModelProfile(model.Id, input, output, settings.Description)]
            : [];
}
