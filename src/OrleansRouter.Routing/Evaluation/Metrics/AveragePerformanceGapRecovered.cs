using OrleansRouter.Learning;

namespace OrleansRouter.Routing.Evaluation.Metrics;

/// <summary>APGR ≈ (1/10)·Σᵢ PGR at strong shares 10 %, 20 %, …, 100 %. A random router earns 0.55.</summary>
[Paper("RouteLLM", "APGR")]
public static class AveragePerformanceGapRecovered
{
    /// <summary>The mean over the ten shares.</summary>
    /// <exception cref="ArgumentException">The strong model is not better than the weak one.</exception>
    public static double Of(StrongShareCurve curve) => Enumerable.Range(1, 10).Average(i => PerformanceGapRecovered.At(curve, i / 10.0));
}
