using OrleansRouter.Gateway.Leases;
using OrleansRouter.Gateway.Metrics;
using OrleansRouter.Gateway.Snapshot;
using OrleansRouter.Grains.Hosting;
using OrleansRouter.Grains.Policies;
using OrleansRouter.Grains.Tenants;
using OrleansRouter.Grains.Training;
using OrleansRouter.Routing.Online;

namespace OrleansRouter.Gateway.Online;

/// <summary>
/// Lets every policy line that learns read its new feedback, from time to time and one line after the other, so that no request waits
/// for it. Of several gateways over one database one does so at a time; when it is gone, another goes on from the grains' states.
/// </summary>
internal sealed partial class LearningService(
    IGrainHost grains,
    ILeaseStore leases,
    SnapshotService snapshots,
    GatewayOptions options,
    GatewayMetrics metrics,
    TimeProvider time,
    ILogger<LearningService> logger) : BackgroundService
{
    private readonly LeaseKeeper _lease = new(leases, "learning", options.LeaseTerm, time);
    private readonly Dictionary<string, TrainingProgress> _known = new(StringComparer.Ordinal);

    /// <summary>Lets every line read what is there, if this process is the one that learns.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        bool published = false;
        RoutingSnapshot snapshot = snapshots.Current;
        var promoted = new Lazy<string[]>(() => Promoted(snapshot));
        foreach ((string line, LearningState learning) in snapshot.Learning.All.OrderBy(l => l.Key, StringComparer.Ordinal))
        {
            if (learning.Settings.Enabled && JobOf(snapshot, line, learning, promoted) is { } job)
            {
                if (await _lease.HoldAsync(cancellationToken) is null)
                {
                    break;
                }

                published |= await RunAsync(line, job, cancellationToken);
            }
        }

        if (published)
        {
            await snapshots.RefreshAsync(cancellationToken);
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await _lease.ReleaseAsync(CancellationToken.None);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.LearningInterval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await RunAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                LogRefreshFailed(exception);
            }
        }
    }

    /// <summary>What a line has to learn; null where no trained policy serves.</summary>
    private static TrainingJob? JobOf(RoutingSnapshot snapshot, string line, LearningState learning, Lazy<string[]> promoted)
    {
        TenantState? tenant = line == ILearningGrain.AllTenants ? new TenantState() : snapshot.Tenants.Find(line);
        if (tenant is not { Enabled: true } || (tenant.PolicyId ?? snapshot.DefaultPolicyId) is not { } policyId)
        {
            return null;
        }

        LearningState? shared = snapshot.Learning.Find(ILearningGrain.AllTenants);
        bool follows = line != ILearningGrain.AllTenants && shared is { Settings.Enabled: true } && shared.Live?.BasePolicyId == policyId;
        return new TrainingJob(
            policyId, learning.Settings, [.. snapshot.ModelsOf(tenant).SelectMany(Profile)], follows ? shared!.Live!.Learned : 0, promoted.Value);
    }

    /// <summary>The versions that somebody was given as their policy, now or before, or that are tried: they can be rolled back to.</summary>
    private static string[] Promoted(RoutingSnapshot snapshot) =>
    [
        .. snapshot.InstallationState.PreviousPolicyIds.Append(snapshot.DefaultPolicyId)
            .Concat(snapshot.Tenants.All.SelectMany(t => t.Value.PreviousPolicyIds.Append(t.Value.PolicyId)))
            .Concat(snapshot.Rollouts.All.SelectMany(r => new[] { r.Value.Run?.CandidatePolicyId, r.Value.Run?.CurrentPolicyId }))
            .OfType<string>().Where(id => id.StartsWith(PolicyOwners.VersionPrefix, StringComparison.Ordinal)).Distinct(),
    ];

    /// <summary>What is known of a model; nothing where its price is not.</summary>
    private static IEnumerable<ModelProfile> Profile(ModelEntry model) =>
        model is { Problem: null, Settings: { InputUsdPerMillionTokens: { } input, OutputUsdPerMillionTokens: { } output } settings }
            ? [new ModelProfile(model.Id, input, output, settings.Description)]
            : [];

    /// <returns>Whether a version was published.</returns>
    private async Task<bool> RunAsync(string line, TrainingJob job, CancellationToken cancellationToken)
    {
        try
        {
            ITrainingGrain grain = grains.GetGrain<ITrainingGrain>(line);
            TrainingProgress before = _known.GetValueOrDefault(line) ?? new TrainingProgress(0, 0, 0, MoreWaits: false);
            TrainingProgress now = before with { MoreWaits = true };
            while (now.MoreWaits && await _lease.HoldAsync(cancellationToken) is { } fence)
            {
                now = await _lease.KeepAsync(fence, token => grain.RunAsync(job with { Fence = fence }, token), cancellationToken);
            }

            _known[line] = now;
            metrics.Learned(line == ILearningGrain.AllTenants, now.Learned - before.Learned, now.Skipped - before.Skipped, now.Version - before.Version);
            return now.Version != before.Version;
        }
        catch (StaleFenceException exception)
        {
            _lease.Forget();
            LogLeaseLost(exception.Message);
            return false;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogLearningFailed(exception, line);
            return false;
        }
    }

    [LoggerMessage(EventId = 1401, Level = LogLevel.Warning, Message = "Line {Line} could not learn; it tries again.")]
    private partial void LogLearningFailed(Exception exception, string line);

    [LoggerMessage(EventId = 1403, Level = LogLevel.Warning, Message = "Another process learns now. {Reason}")]
    private partial void LogLeaseLost(string reason);

    [LoggerMessage(EventId = 1402, Level = LogLevel.Warning, Message = "New versions could not be taken into use; the next poll tries again.")]
    private partial void LogRefreshFailed(Exception exception);
}
