using OrleansRouter.Learning;

namespace OrleansRouter.Routing.Evaluation.Metrics;

/// <summary>PGR = (r(router) − r(weak)) / (r(strong) − r(weak)).</summary>
[Paper("RouteLLM", "PGR")]
public static class PerformanceGapRecovered
{
    /// <summary>The share of the gap between the models that the router recovers; above 1 when it beats the strong one.</summary>
    /// <exception cref="ArgumentException">The strong model is not better than the weak one.</exception>
    public static double Of(double routerScore, double weakScore, double strongScore) => strongScore > weakScore
        ? (routerScore - weakScore) / (strongScore - weakScore)
        : throw new ArgumentException(FormattableString.Invariant($"The strong model scores {strongScore:R}, the weak one {weakScore:R}; there is no gap."));

    /// <summary>PGR of a router that sends this share of the queries to the strong model.</summary>
    public static double At(StrongShareCurve curve, double strongShare) => Of(curve.ScoreAt(strongShare), curve.WeakScore, curve.StrongScore);
}
