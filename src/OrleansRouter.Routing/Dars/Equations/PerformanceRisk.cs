using OrleansRouter.Learning;
using OrleansRouter.Learning.Statistics;

namespace OrleansRouter.Routing.Dars.Equations;

/// <summary>σ = √(Σ(q − q̄)² / (N − 1)): how much the quality of one model on one query varies over rewrites and decodes together.</summary>
[Paper("DARS", "section 4.2, performance risk")]
public static class PerformanceRisk
{
    /// <summary>The risk; NaN below two observations, which show no spread.</summary>
    public static double Of(Moments quality) => quality.Count > 1 ? quality.StandardDeviation : double.NaN;
}
