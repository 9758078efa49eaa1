namespace OrleansRouter.Learning.OffPolicy;

/// <summary>DR: V̂ = (1/n)·Σ φᵢ with φ = Σ_b π(b|x)·q̂(x, b) + w·(r − q̂(x, a)). Unbiased if either the weights or the model of rewards is right.</summary>
[Paper("Dudík, Langford, Li 2011", "doubly robust estimator")]
public static class DoublyRobust
{
    /// <summary>φ of one row.</summary>
    public static double Term(double weight, LoggedOutcome row) => row.PredictedValue + (weight * (row.Reward - row.PredictedReward));

    /// <summary>V̂ from sums over rows; NaN without rows.</summary>
    /// <param name="terms">Σφ.</param>
    /// <param name="rows">n.</param>
    public static double Value(double terms, double rows) => terms / rows;
}
