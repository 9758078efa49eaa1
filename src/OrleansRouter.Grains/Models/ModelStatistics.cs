using OrleansRouter.Learning.Statistics;

namespace OrleansRouter.Grains.Models;

/// <summary>What was measured of one model. Merging is associative and commutative, so gateways collect apart and merge later.</summary>
public sealed record ModelStatistics
{
    /// <summary>Cost per completed call in US dollars.</summary>
    public Moments CostUsd { get; init; }

    /// <summary>Scores from feedback, in [0, 1].</summary>
    public Moments Score { get; init; }

    /// <summary>Latency per completed call in milliseconds.</summary>
    public Moments LatencyMs { get; init; }

    /// <summary>Calls that failed.</summary>
    public long Failures { get; init; }

    /// <summary>The statistics of both sets of calls together.</summary>
    public ModelStatistics Merge(ModelStatistics other) => new()
    {
        CostUsd = CostUsd.Merge(other.CostUsd),
        Score = Score.Merge(other.Score),
        LatencyMs = LatencyMs.Merge(other.LatencyMs),
        Failures = Failures + other.Failures,
    };
}
