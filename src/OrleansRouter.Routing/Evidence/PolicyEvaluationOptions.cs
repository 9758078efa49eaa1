using System.ComponentModel.DataAnnotations;
using OrleansRouter.Learning.OffPolicy;

namespace OrleansRouter.Routing.Evidence;

/// <summary>How a policy is evaluated on logged decisions.</summary>
public sealed record PolicyEvaluationOptions
{
    /// <summary>What answers are worth.</summary>
    public RewardRule Reward { get; init; } = new();

    /// <summary>M, the cap of importance weights. Default 100.</summary>
    [Range(1.0, 1e9)] public double MaxWeight { get; init; } = 100;

    /// <summary>Share of intervals that cover the truth. Default 0.95.</summary>
    [Range(0.5, 0.999)] public double Confidence { get; init; } = 0.95;

    /// <summary>The most features of a prompt that the model of rewards sees; longer embeddings are hashed into as many. Default 64.</summary>
    [Range(1, 4096)] public int RewardFeatures { get; init; } = 64;

    /// <summary>The model of rewards.</summary>
    public RewardModelOptions RewardModel { get; init; } = new();

    /// <summary>Number of groups of rows that the bootstrap draws from. Default 1,000.</summary>
    [Range(50, 100_000)] public int Groups { get; init; } = 1_000;

    /// <summary>Number of bootstrap resamples. Default 1,999.</summary>
    [Range(99, 100_000)] public int Resamples { get; init; } = 1_999;

    /// <summary>Seed of the bootstrap.</summary>
    public ulong Seed { get; init; }

    /// <summary>The options of the estimators, checked.</summary>
    /// <exception cref="ArgumentException">A value is out of range.</exception>
    internal OffPolicyOptions ToOffPolicy()
    {
        Learning.FitGuard.Validated(this);
        Reward.Validated();
        return new OffPolicyOptions
        {
            MaxWeight = MaxWeight,
            Confidence = Confidence,
            MinReward = Reward.Lowest,
            MaxReward = Reward.Highest,
            Groups = Groups,
            Resamples = Resamples,
        };
    }
}
