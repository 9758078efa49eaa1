namespace OrleansRouter.Learning.Causal;

/// <summary>The X-learner's imputed effects: o − μ̂₀(s) where t = 1, μ̂₁(s) − o where t = 0.</summary>
[Paper("Künzel et al. 2019", "X-learner, stage 2")]
public static class ImputedEffects
{
    /// <summary>Computes them.</summary>
    /// <param name="outcomes">o, length n.</param>
    /// <param name="treated">t, length n.</param>
    /// <param name="treatedOutcome">μ̂₁(s), length n.</param>
    /// <param name="controlOutcome">μ̂₀(s), length n.</param>
    /// <param name="effects">Destination, length n, in units of the outcome.</param>
    public static void Compute(
        ReadOnlySpan<double> outcomes, ReadOnlySpan<bool> treated, ReadOnlySpan<double> treatedOutcome, ReadOnlySpan<double> controlOutcome, Span<double> effects)
    {
        for (int i = 0; i < outcomes.Length; i++)
        {
            effects[i] = treated[i] ? outcomes[i] - controlOutcome[i] : treatedOutcome[i] - outcomes[i];
        }
    }
}
