using OrleansRouter.Learning;

namespace OrleansRouter.Routing.Evaluation.Metrics;

/// <summary>
/// The area under the deferral curve: mean quality over cost along the operating points themselves. Unlike AIQ it credits neither random
/// mixtures nor the right to stay with a cheaper, better point.
/// </summary>
[Paper("Gupta et al. 2024", "area under the deferral curve")]
public static class DeferralCurve
{
    /// <summary>The area divided by the width, so in units of quality.</summary>
    /// <param name="points">At least one; the cheapest must not cost more than <paramref name="minCost"/>.</param>
    /// <param name="minCost">Where the area begins, the same for all policies that are compared.</param>
    /// <param name="maxCost">Where it ends, not below <paramref name="minCost"/>.</param>
    public static double NormalisedArea(IEnumerable<OperatingPoint> points, double minCost, double maxCost) =>
        CostQualityCurve.Through(points).MeanQuality(minCost, maxCost);
}
