using OrleansRouter.Gateway.Keys;
using OrleansRouter.Gateway.Snapshot;
using OrleansRouter.Grains.Training;
using OrleansRouter.Routing.Online;

namespace OrleansRouter.Gateway.Admin.Online;

/// <summary>A policy line that learns, as the API shows it.</summary>
/// <param name="Tenant">The tenant whose line it is; null: all tenants of the default policy.</param>
/// <param name="Enabled">Whether it learns and serves.</param>
/// <param name="FeedbackPerVersion">Feedbacks between versions.</param>
/// <param name="VersionsKept">How many of the newest versions stay stored.</param>
/// <param name="Options">The learner and its options.</param>
/// <param name="PolicyId">The newest version; null before the first.</param>
/// <param name="BasePolicyId">The trained policy that it goes on from.</param>
/// <param name="Version">Its number.</param>
/// <param name="Learned">Feedbacks learned when it was made.</param>
/// <param name="PublishedAt">When it was made.</param>
/// <param name="Serves">Whether it is what serves now.</param>
internal sealed record LearningView(
    string? Tenant,
    bool Enabled,
    int FeedbackPerVersion,
    int VersionsKept,
    OnlineOptions Options,
    string? PolicyId,
    string? BasePolicyId,
    long Version,
    long Learned,
    DateTimeOffset? PublishedAt,
    bool Serves)
{
    public static LearningView Of(RoutingSnapshot snapshot, string line, LearningState state) => new(
        line == ILearningGrain.AllTenants ? null : line,
        state.Settings.Enabled,
        state.Settings.FeedbackPerVersion,
        state.Settings.VersionsKept,
        state.Settings.Options,
        state.Live?.PolicyId,
        state.Live?.BasePolicyId,
        state.Live?.Version ?? 0,
        state.Live?.Learned ?? 0,
        state.Live?.PublishedAt,
        state.Live is { } live && snapshot.Serving(line) == live.PolicyId);

    /// <summary>Every line that the caller may see, by name.</summary>
    public static IReadOnlyList<LearningView> All(RoutingSnapshot snapshot, Caller caller) =>
    [
        .. from line in snapshot.Learning.All
           where caller.IsOperator || line.Key == caller.TenantId
           orderby line.Key
           select Of(snapshot, line.Key, line.Value),
    ];
}

/// <summary>What a line learned, exactly.</summary>
/// <param name="Line">Settings and newest version.</param>
/// <param name="FeedbackLearned">Feedbacks learned up to now, each once.</param>
/// <param name="FeedbackSkipped">Feedbacks that taught nothing.</param>
internal sealed record LearningStatus(LearningView Line, long FeedbackLearned, long FeedbackSkipped);

/// <summary>A change of settings; null fields stay as they are.</summary>
internal sealed record LearningPatch
{
    public bool? Enabled { get; init; }

    public string? Learner { get; init; }

    public int? FeedbackPerVersion { get; init; }

    public int? VersionsKept { get; init; }

    public int? Dimensions { get; init; }

    public double? WarmStartWeight { get; init; }

    public double? SharedWeight { get; init; }

    public double? Forgetting { get; init; }

    public double? NoiseDeviation { get; init; }

    public double? Optimism { get; init; }

    public double? Epsilon { get; init; }

    public double? ProbeShare { get; init; }

    public double? ProbeDeviation { get; init; }

    public LearningSettings Apply(LearningSettings s) => s with
    {
        Enabled = Enabled ?? s.Enabled,
        FeedbackPerVersion = FeedbackPerVersion ?? s.FeedbackPerVersion,
        VersionsKept = VersionsKept ?? s.VersionsKept,
        Options = s.Options with
        {
            Learner = Learner ?? s.Options.Learner,
            Dimensions = Dimensions ?? s.Options.Dimensions,
            WarmStartWeight = WarmStartWeight ?? s.Options.WarmStartWeight,
            SharedWeight = SharedWeight ?? s.Options.SharedWeight,
            Forgetting = Forgetting ?? s.Options.Forgetting,
            NoiseDeviation = NoiseDeviation ?? s.Options.NoiseDeviation,
            Optimism = Optimism ?? s.Options.Optimism,
            Epsilon = Epsilon ?? s.Options.Epsilon,
            ProbeShare = ProbeShare ?? s.Options.ProbeShare,
            ProbeDeviation = ProbeDeviation ?? s.Options.ProbeDeviation,
        },
    };
}
