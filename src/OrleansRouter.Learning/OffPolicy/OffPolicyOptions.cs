using System.ComponentModel.DataAnnotations;

namespace OrleansRouter.Learning.OffPolicy;

/// <summary>Options of off-policy evaluation.</summary>
public sealed record OffPolicyOptions
{
    /// <summary>M, the cap of importance weights. Default 100: with an exploration floor of 1 % no weight is above it and nothing is clipped.</summary>
    [Range(1.0, 1e9)] public double MaxWeight { get; init; } = 100;

    /// <summary>Smallest possible reward and prediction. Default 0.</summary>
    [Range(-1e9, 1e9)] public double MinReward { get; init; }

    /// <summary>Largest possible reward and prediction. Default 1.</summary>
    [Range(-1e9, 1e9)] public double MaxReward { get; init; } = 1;

    /// <summary>Share of intervals that cover the true value. Default 0.95.</summary>
    [Range(0.5, 0.999)] public double Confidence { get; init; } = 0.95;

    /// <summary>G, the number of groups of rows that the bootstrap draws from. Default 1,000; state and time grow with it, not with the rows.</summary>
    [Range(50, 100_000)] public int Groups { get; init; } = 1_000;

    /// <summary>Number of bootstrap resamples. Default 1,999.</summary>
    [Range(99, 100_000)] public int Resamples { get; init; } = 1_999;

    /// <summary>The options after checking ranges and their order.</summary>
    /// <exception cref="ArgumentException">A value is out of range, or the largest reward is not above the smallest.</exception>
    internal OffPolicyOptions Validated()
    {
        FitGuard.Validated(this);
        return MinReward < MaxReward ? this : throw new ArgumentException(
            FormattableString.Invariant($"OffPolicyOptions: MinReward {MinReward} must lie below MaxReward {MaxReward}."));
    }
}
