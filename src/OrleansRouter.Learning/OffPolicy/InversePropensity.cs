namespace OrleansRouter.Learning.OffPolicy;

/// <summary>IPS: V̂ = (1/n)·Σ wᵢrᵢ. Unbiased where no weight is clipped; its variance grows with the weights.</summary>
[Paper("Horvitz, Thompson 1952", "inverse probability estimator of a mean")]
public static class InversePropensity
{
    /// <summary>The term of one row, wr.</summary>
    public static double Term(double weight, double reward) => weight * reward;

    /// <summary>V̂ from sums over rows; NaN without rows.</summary>
    /// <param name="terms">Σwr.</param>
    /// <param name="rows">n.</param>
    public static double Value(double terms, double rows) => terms / rows;
}
