namespace OrleansRouter.Learning.OffPolicy;

/// <summary>What logged decisions say about a policy that did not take them.</summary>
/// <remarks>
/// Read the weights first. Their mean is 1 where the logged probabilities are true; an effective sample size below about 50, or a
/// clipped mass that is not small, means that the log holds little about this policy, whatever the intervals say.
/// </remarks>
public sealed record OffPolicyReport
{
    /// <summary>n, the number of logged decisions.</summary>
    public required long Rows { get; init; }

    /// <summary>(Σw)²/Σw².</summary>
    public required double EffectiveSampleSize { get; init; }

    /// <summary>Mean of the weights before clipping; its expectation is 1.</summary>
    public required double MeanWeight { get; init; }

    /// <summary>Largest weight before clipping.</summary>
    public required double LargestWeight { get; init; }

    /// <summary>Number of rows whose weight was clipped.</summary>
    public required long ClippedRows { get; init; }

    /// <summary>Share of rows whose weight was clipped.</summary>
    public double ClippedShare => (double)ClippedRows / Rows;

    /// <summary>Mean weight that clipping took away; times the largest reward it bounds the bias.</summary>
    public required double ClippedMass { get; init; }

    /// <summary>What the logging policy earned.</summary>
    public required OffPolicyInterval Logged { get; init; }

    /// <summary>Inverse propensity scoring.</summary>
    public required OffPolicyEstimate InversePropensity { get; init; }

    /// <summary>Self-normalised inverse propensity scoring.</summary>
    public required OffPolicyEstimate SelfNormalized { get; init; }

    /// <summary>Doubly robust; equal to inverse propensity scoring where rows carry no predictions.</summary>
    public required OffPolicyEstimate DoublyRobust { get; init; }
}
