using OrleansRouter.Learning;

namespace OrleansRouter.Routing.Evaluation.Metrics;

/// <summary>AIQ = 1/(c_max − c_min)·∫ q̃(c) dc, q̃ the non-decreasing convex hull of the operating points.</summary>
[Paper("RouterBench", "AIQ")]
public static class AverageImprovementInQuality
{
    /// <summary>The mean of the hull between two costs.</summary>
    /// <param name="points">At least one; the cheapest must not cost more than <paramref name="minCost"/>.</param>
    /// <param name="minCost">c_min, the same for all policies that are compared.</param>
    /// <param name="maxCost">c_max, not below <paramref name="minCost"/>.</param>
    public static double Of(IEnumerable<OperatingPoint> points, double minCost, double maxCost) =>
        CostQualityCurve.Through(points).NonDecreasingHull().MeanQuality(minCost, maxCost);
}
