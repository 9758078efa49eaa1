namespace OrleansRouter.Learning.OffPolicy;

/// <summary>SNIPS: V̂ = Σ wᵢrᵢ / Σ wᵢ. Consistent, always within the range of the rewards, and not moved by adding a constant to them.</summary>
[Paper("Swaminathan, Joachims 2015", "self-normalised estimator")]
public static class SelfNormalized
{
    /// <summary>V̂ from sums over rows; NaN where every weight is 0.</summary>
    /// <param name="weightedRewards">Σwr.</param>
    /// <param name="weights">Σw.</param>
    public static double Value(double weightedRewards, double weights) => weightedRewards / weights;
}
