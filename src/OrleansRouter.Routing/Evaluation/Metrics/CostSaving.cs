namespace OrleansRouter.Routing.Evaluation.Metrics;

/// <summary>1 − c/c_ref, c the smallest cost at which the non-decreasing hull of a policy reaches a share of a reference's quality.</summary>
public static class CostSaving
{
    /// <summary>The share of the reference's cost that is saved; negative when the policy is dearer, null when it never gets there.</summary>
    /// <param name="points">Operating points of the policy, at least one.</param>
    /// <param name="reference">What is compared with, such as the best fixed model; its cost is positive.</param>
    /// <param name="qualityShare">Share of the reference's quality that must be reached, such as 0.95.</param>
    /// <exception cref="ArgumentOutOfRangeException">The reference costs nothing.</exception>
    public static double? Of(IEnumerable<OperatingPoint> points, OperatingPoint reference, double qualityShare)
    {
        if (!(reference.Cost > 0))
        {
            throw new ArgumentOutOfRangeException(nameof(reference), reference.Cost, "The reference must have a positive cost.");
        }

        return 1 - (CostQualityCurve.Through(points).NonDecreasingHull().CostOf(qualityShare * reference.Quality) / reference.Cost);
    }
}
