using OrleansRouter.Learning.Statistics;

namespace OrleansRouter.Learning.OffPolicy;

/// <summary>Evidence on V(candidate) − V(current) that may be looked at after every decision; see <see cref="EmpiricalBernsteinSequence"/>.</summary>
/// <param name="Lower">From the lower terms.</param>
/// <param name="Upper">From the upper terms, with their sign turned.</param>
/// <param name="Rewards">Moments of r; their running mean is the baseline.</param>
/// <param name="Unknown">Σ of the candidate's probability of actions that the log knows nothing about.</param>
public sealed record ContrastSequence(EmpiricalBernsteinSequence Lower, EmpiricalBernsteinSequence Upper, Moments Rewards, double Unknown)
{
    /// <summary>Nothing seen.</summary>
    public static ContrastSequence Empty { get; } = new(EmpiricalBernsteinSequence.Empty, EmpiricalBernsteinSequence.Empty, default, 0);

    /// <summary>The evidence with one more decision.</summary>
    /// <param name="row">The decision; the same maximum weight for every one.</param>
    /// <param name="error">α of either bound.</param>
    /// <param name="firstLook">How many decisions there will be before anybody looks.</param>
    public ContrastSequence Add(PolicyContrast row, double error, long firstLook)
    {
        double baseline = (0.5 + (Rewards.Mean * Rewards.Count)) / (Rewards.Count + 1);
        return new ContrastSequence(
            Lower.Add(row.Lower(baseline), -row.Bound, error, firstLook),
            Upper.Add(-row.Upper(baseline), -row.Bound, error, firstLook),
            Rewards.Add(row.Reward),
            Unknown + row.UnknownCandidate);
    }

    /// <summary>What is known now.</summary>
    /// <param name="error">α of either bound: each holds at all times together with probability 1 − α.</param>
    public ContrastEstimate Estimate(double error) => new(
        Rewards.Count,
        (Lower.Values.Mean - Upper.Values.Mean) / 2,
        Lower.Lower(error, lowest: -1),
        -Upper.Lower(error, lowest: -1),
        Rewards.Mean,
        Rewards.Count > 0 ? Unknown / Rewards.Count : 0);
}

/// <summary>A difference with its bounds.</summary>
/// <param name="Decisions">n.</param>
/// <param name="Difference">The mean of the terms; unknown actions count as the middle between worst and best.</param>
/// <param name="Lower">Not above the difference, at all times together with probability 1 − α.</param>
/// <param name="Upper">Not below the difference, likewise.</param>
/// <param name="MeanReward">r̄ of the logging policy.</param>
/// <param name="UnknownShare">The candidate's mean probability of actions that the log knows nothing about.</param>
public sealed record ContrastEstimate(long Decisions, double Difference, double Lower, double Upper, double MeanReward, double UnknownShare);
