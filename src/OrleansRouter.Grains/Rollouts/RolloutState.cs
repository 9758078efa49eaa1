using OrleansRouter.Learning.OffPolicy;
using OrleansRouter.Routing.Evidence;

namespace OrleansRouter.Grains.Rollouts;

/// <summary>The latest rollout of one tenant. Small: gateways read every one of them.</summary>
public sealed record RolloutState
{
    /// <summary>The latest rollout, under way or ended; null before the first.</summary>
    public RolloutRun? Run { get; init; }

    /// <summary>Increases by one with every change.</summary>
    public long Revision { get; init; }
}

/// <summary>Where a rollout stands.</summary>
public enum RolloutStage
{
    /// <summary>The candidate decides too, and nobody is served by it.</summary>
    Shadow,

    /// <summary>The candidate decides a share of the requests.</summary>
    Canary,

    /// <summary>The candidate is the tenant's policy; the earlier one still decides a share.</summary>
    Watch,

    /// <summary>The candidate is the tenant's policy.</summary>
    Completed,

    /// <summary>The candidate is worse; the earlier policy serves alone.</summary>
    RolledBack,

    /// <summary>Somebody ended it; the earlier policy serves alone, or what somebody chose.</summary>
    Aborted,
}

/// <summary>One rollout.</summary>
public sealed record RolloutRun
{
    /// <summary>Its number among the tenant's rollouts, from 1.</summary>
    public required long Number { get; init; }

    /// <summary>The policy that is tried.</summary>
    public required string CandidatePolicyId { get; init; }

    /// <summary>The tenant's policy when the rollout began; null: the default policy.</summary>
    public required string? CurrentPolicyId { get; init; }

    /// <summary>How carefully.</summary>
    public required RolloutSettings Settings { get; init; }

    /// <summary>What answers are worth, by the tenant's weights when the rollout began.</summary>
    public required RewardRule Reward { get; init; }

    /// <summary>Where it stands.</summary>
    public required RolloutStage Stage { get; init; }

    /// <summary>Number of the stage, from 1; decisions carry it.</summary>
    public long StageNumber { get; init; } = 1;

    /// <summary>When it began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Feedback up to this sequence is read.</summary>
    public long AfterSequence { get; init; }

    /// <summary>What this stage's decisions say.</summary>
    public ContrastSequence Evidence { get; init; } = ContrastSequence.Empty;

    /// <summary>What happened, oldest first.</summary>
    public IReadOnlyList<RolloutStep> Steps { get; init; } = [];

    /// <summary>How many of the steps are in the audit log.</summary>
    public int Audited { get; init; }

    /// <summary>The policy that the tenant is still to be given; null: nothing is left to do.</summary>
    public PolicyHandover? Handover { get; init; }

    /// <summary>Whether it is under way.</summary>
    public bool IsActive => Stage is RolloutStage.Shadow or RolloutStage.Canary or RolloutStage.Watch;

    /// <summary>Share of the requests that the candidate decides.</summary>
    public double CandidateShare => Stage switch
    {
        RolloutStage.Canary => Settings.CanaryShare,
        RolloutStage.Watch => 1 - Settings.HoldbackShare,
        RolloutStage.Completed => 1,
        _ => 0,
    };

    /// <summary>The largest importance weight that is possible in this stage, where the candidate decides a share.</summary>
    public double MaxWeight => CandidateShare is > 0 and < 1
        ? Math.Min(Settings.MaxWeight, 1 / Math.Min(CandidateShare, 1 - CandidateShare))
        : Settings.MaxWeight;

    /// <summary>The evidence of this stage as numbers.</summary>
    public ContrastEstimate Estimate => Evidence.Estimate(1 - Settings.Confidence);

    /// <summary>The tenant's policy as this stage wants it.</summary>
    public string? ServingPolicyId => Stage is RolloutStage.Watch or RolloutStage.Completed ? CandidatePolicyId : CurrentPolicyId;
}

/// <summary>Something that happened in a rollout.</summary>
/// <param name="Stage">The stage that it led to.</param>
/// <param name="At">When.</param>
/// <param name="Actor">Public id of a key, or <see cref="ByItself"/>.</param>
/// <param name="Reason">Why.</param>
/// <param name="Evidence">What was known then; null at the start.</param>
public sealed record RolloutStep(RolloutStage Stage, DateTimeOffset At, string Actor, string Reason, ContrastEstimate? Evidence)
{
    /// <summary>The actor of what the evidence alone decided.</summary>
    public const string ByItself = "rollout";
}

/// <summary>A change of the tenant's policy that is still to be made.</summary>
/// <param name="From">The policy that it has; where it has another by now, somebody chose that, and nothing is changed.</param>
/// <param name="To">The policy that it gets.</param>
public sealed record PolicyHandover(string? From, string? To);
