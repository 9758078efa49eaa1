namespace OrleansRouter.Learning.OffPolicy;

/// <summary>
/// What one decision says of V(π₁) − V(π₀): D = (π₁ − π₀)(a|x)/μ(a|x) · (r − b), whose mean is the difference for any baseline b that was
/// known before, because Σ(π₁ − π₀) = 0: the doubly robust term of a constant model of rewards.
/// </summary>
/// <remarks>
/// Actions that the logging policy takes never, or too seldom for a bounded weight, are unknown: whatever they would have earned in [0, 1]
/// counts against the candidate in <see cref="Lower"/> and for it in <see cref="Upper"/>.
/// </remarks>
/// <param name="Ratio">(π₁ − π₀)/μ of the action taken, in [−<see cref="MaxWeight"/>, <see cref="MaxWeight"/>]; 0 where it is unknown.</param>
/// <param name="UnknownCandidate">π₁ of all unknown actions.</param>
/// <param name="UnknownCurrent">π₀ of all unknown actions.</param>
/// <param name="Reward">r, in [0, 1].</param>
/// <param name="MaxWeight">W: actions with π₁ or π₀ above Wμ are unknown.</param>
[Paper("Waudby-Smith et al. 2024", "doubly robust pseudo-outcomes of a policy contrast")]
public readonly record struct PolicyContrast(double Ratio, double UnknownCandidate, double UnknownCurrent, double Reward, double MaxWeight)
{
    /// <summary>No term of a decision lies below −W − 1 in <see cref="Lower"/> or above W + 1 in <see cref="Upper"/>.</summary>
    public double Bound => MaxWeight + 1;

    /// <summary>Prepares one decision; actions in any order.</summary>
    /// <param name="candidate">π₁(·|x), sums to 1.</param>
    /// <param name="current">π₀(·|x), sums to 1.</param>
    /// <param name="logged">μ(·|x).</param>
    /// <param name="taken">Index of the action taken, μ &gt; 0.</param>
    /// <param name="reward">r, in [0, 1].</param>
    /// <param name="maxWeight">W ≥ 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The reward or the taken action's probability is out of range.</exception>
    public static PolicyContrast Of(
        ReadOnlySpan<double> candidate, ReadOnlySpan<double> current, ReadOnlySpan<double> logged, int taken, double reward, double maxWeight)
    {
        if (!(reward is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(reward), reward, "The reward must lie in [0, 1].");
        }

        if (!(logged[taken] is > 0 and <= 1 + 1e-9))
        {
            throw new ArgumentOutOfRangeException(nameof(logged), logged[taken], "The logged probability must lie in (0, 1].");
        }

        double unknownCandidate = 0, unknownCurrent = 0, ratio = 0;
        for (int a = 0; a < logged.Length; a++)
        {
            if (Math.Max(candidate[a], current[a]) > maxWeight * logged[a])
            {
                unknownCandidate += candidate[a];
                unknownCurrent += current[a];
            }
            else if (a == taken)
            {
                ratio = (candidate[a] - current[a]) / logged[a];
            }
        }

        return new PolicyContrast(ratio, unknownCandidate, unknownCurrent, reward, maxWeight);
    }

    /// <summary>A term whose mean is at most the difference.</summary>
    /// <param name="baseline">b, in [0, 1].</param>
    public double Lower(double baseline) => Known(baseline) - (UnknownCandidate * baseline) - (UnknownCurrent * (1 - baseline));

    /// <summary>A term whose mean is at least the difference.</summary>
    /// <param name="baseline">b, in [0, 1].</param>
    public double Upper(double baseline) => Known(baseline) + (UnknownCandidate * (1 - baseline)) + (UnknownCurrent * baseline);

    private double Known(double baseline) => Ratio * (Reward - baseline);
}
