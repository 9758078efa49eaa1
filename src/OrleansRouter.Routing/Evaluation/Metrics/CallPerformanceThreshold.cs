using OrleansRouter.Learning;

namespace OrleansRouter.Routing.Evaluation.Metrics;

/// <summary>CPT(x): the smallest share of queries that must go to the strong model for a PGR of x.</summary>
[Paper("RouteLLM", "CPT")]
public static class CallPerformanceThreshold
{
    /// <summary>CPT(<paramref name="gapRecovered"/>), in [0, 1].</summary>
    /// <param name="curve">The router between the two models.</param>
    /// <param name="gapRecovered">x in [0, 1], such as 0.5 or 0.8.</param>
    /// <exception cref="ArgumentException">The strong model is not better than the weak one.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="gapRecovered"/> is outside [0, 1].</exception>
    public static double Of(StrongShareCurve curve, double gapRecovered)
    {
        if (!(gapRecovered is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(gapRecovered), gapRecovered, "Must lie in [0, 1].");
        }

        if (!(curve.StrongScore > curve.WeakScore))
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"The strong model scores {curve.StrongScore:R}, the weak one {curve.WeakScore:R}; there is no gap."), nameof(curve));
        }

        // At share 1 the strong score itself is reached, so a share always exists.
        return curve.ShareOf(Math.Min(curve.WeakScore + (gapRecovered * (curve.StrongScore - curve.WeakScore)), curve.StrongScore))!.Value;
    }
}
