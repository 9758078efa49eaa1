using MathNet.Numerics.Distributions;
using OrleansRouter.Learning.Statistics;

namespace OrleansRouter.Routing.Evaluation.Metrics;

/// <summary>The 95 % interval of a mean: mean ± t₀.₉₇₅,ₙ₋₁·s/√n.</summary>
internal static class StudentInterval
{
    /// <summary>The interval; null for fewer than two values.</summary>
    public static Interval? Of(IEnumerable<double> values)
    {
        var moments = Moments.Of(values);
        if (moments.Count < 2)
        {
            return null;
        }

        double half = StudentT.InvCDF(0, 1, moments.Count - 1, 0.975) * moments.StandardDeviation / Math.Sqrt(moments.Count);
        return new Interval(moments.Mean - half, moments.Mean + half);
    }
}
