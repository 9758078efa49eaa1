namespace OrleansRouter.Learning.Causal;

/// <summary>DR pseudo-outcomes φ = (t − p̂)/(p̂(1 − p̂))·(o − μ̂ₜ) + μ̂₁ − μ̂₀, whose mean given s is the effect if either μ̂ or p̂ is right.</summary>
[Paper("Meta-Router", "eq. 10")]
[Paper("Kennedy 2023", "Algorithm 1")]
public static class DoublyRobustOutcomes
{
    /// <summary>Computes the pseudo-outcomes.</summary>
    /// <param name="outcomes">o, length n.</param>
    /// <param name="treated">t, length n.</param>
    /// <param name="treatedOutcome">μ̂₁(s), length n.</param>
    /// <param name="controlOutcome">μ̂₀(s), length n.</param>
    /// <param name="propensity">p̂(s), length n, clipped into the open unit interval.</param>
    /// <param name="phi">Destination, length n, in units of the outcome.</param>
    /// <exception cref="ArgumentException">A propensity is not strictly between 0 and 1.</exception>
    public static void Compute(
        ReadOnlySpan<double> outcomes, ReadOnlySpan<bool> treated, ReadOnlySpan<double> treatedOutcome, ReadOnlySpan<double> controlOutcome,
        ReadOnlySpan<double> propensity, Span<double> phi)
    {
        for (int i = 0; i < outcomes.Length; i++)
        {
            double p = propensity[i] is > 0 and < 1
                ? propensity[i]
                : throw new ArgumentException($"The propensity of row {i} is {propensity[i]:R}; it must lie strictly between 0 and 1. Use a larger floor.");
            double t = treated[i] ? 1 : 0;
            double expected = treated[i] ? treatedOutcome[i] : controlOutcome[i];
            phi[i] = ((t - p) / (p * (1 - p)) * (outcomes[i] - expected)) + treatedOutcome[i] - controlOutcome[i];
        }
    }
}
