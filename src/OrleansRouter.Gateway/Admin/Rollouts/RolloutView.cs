using OrleansRouter.Grains.Rollouts;
using OrleansRouter.Learning.OffPolicy;
using OrleansRouter.Routing.Evidence;

namespace OrleansRouter.Gateway.Admin.Rollouts;

/// <summary>A rollout as the API shows it.</summary>
/// <param name="Tenant">Whose.</param>
/// <param name="Number">Its number among the tenant's rollouts.</param>
/// <param name="PolicyId">The policy that is tried.</param>
/// <param name="CurrentPolicyId">The tenant's policy when it began; null: the default policy.</param>
/// <param name="Stage">Where it stands.</param>
/// <param name="CandidateShare">Share of the requests that the candidate decides.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="Settings">How carefully.</param>
/// <param name="Reward">What answers are worth.</param>
/// <param name="Evidence">
/// What the stage's decisions say of candidate − current, as a share of the range of rewards; each bound holds at all times together with the
/// rollout's confidence.
/// </param>
/// <param name="Steps">What happened, oldest first.</param>
internal sealed record RolloutView(
    string Tenant,
    long Number,
    string PolicyId,
    string? CurrentPolicyId,
    RolloutStage Stage,
    double CandidateShare,
    DateTimeOffset StartedAt,
    RolloutSettings Settings,
    RewardRule Reward,
    ContrastEstimate Evidence,
    IReadOnlyList<RolloutStep> Steps)
{
    public static RolloutView Of(string tenant, RolloutRun run) => new(
        tenant,
        run.Number,
        run.CandidatePolicyId,
        run.CurrentPolicyId,
        run.Stage,
        run.CandidateShare,
        run.StartedAt,
        run.Settings,
        run.Reward,
        run.Estimate,
        run.Steps);
}

/// <summary>A new rollout; settings that are left out have their defaults.</summary>
internal sealed record RolloutCreation
{
    /// <summary>The policy to try.</summary>
    public required string PolicyId { get; init; }

    public bool? Shadow { get; init; }

    public double? CanaryShare { get; init; }

    public double? HoldbackShare { get; init; }

    public double? Confidence { get; init; }

    public double? Margin { get; init; }

    public long? MinSamples { get; init; }

    public long? WatchSamples { get; init; }

    public double? MaxWeight { get; init; }

    public RolloutSettings ToSettings()
    {
        var defaults = new RolloutSettings();
        return new RolloutSettings
        {
            Shadow = Shadow ?? defaults.Shadow,
            CanaryShare = CanaryShare ?? defaults.CanaryShare,
            HoldbackShare = HoldbackShare ?? defaults.HoldbackShare,
            Confidence = Confidence ?? defaults.Confidence,
            Margin = Margin ?? defaults.Margin,
            MinSamples = MinSamples ?? defaults.MinSamples,
            WatchSamples = WatchSamples ?? defaults.WatchSamples,
            MaxWeight = MaxWeight ?? defaults.MaxWeight,
        };
    }
}
