namespace OrleansRouter.Learning.Causal;

/// <summary>
/// The R-learner's loss Σ(õ − t̃·h(s))² with õ = o − γ̂(s), t̃ = t − p̂(s), written as weighted least squares: target õ/t̃, weight t̃².
/// </summary>
[Paper("Meta-Router", "eq. 9")]
public static class OrthogonalResiduals
{
    /// <summary>Computes targets and weights.</summary>
    /// <param name="outcomes">o, length n.</param>
    /// <param name="treated">t, length n.</param>
    /// <param name="marginal">γ̂(s), length n.</param>
    /// <param name="propensity">p̂(s), length n, clipped.</param>
    /// <param name="residualFloor">Rows with |t̃| below this, or 0, get weight 0 and target 0.</param>
    /// <param name="targets">Destination, length n, in units of the outcome.</param>
    /// <param name="weights">Destination, length n.</param>
    /// <returns>How many rows got weight 0.</returns>
    public static int Compute(
        ReadOnlySpan<double> outcomes, ReadOnlySpan<bool> treated, ReadOnlySpan<double> marginal, ReadOnlySpan<double> propensity,
        double residualFloor, Span<double> targets, Span<double> weights)
    {
        int dropped = 0;
        for (int i = 0; i < outcomes.Length; i++)
        {
            double residual = (treated[i] ? 1 : 0) - propensity[i];
            bool kept = Math.Abs(residual) >= residualFloor && residual != 0;
            targets[i] = kept ? (outcomes[i] - marginal[i]) / residual : 0;
            weights[i] = kept ? residual * residual : 0;
            dropped += kept ? 0 : 1;
        }

        return dropped;
    }
}
