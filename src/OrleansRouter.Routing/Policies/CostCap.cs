using OrleansRouter.Learning;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Statistics;

namespace OrleansRouter.Routing.Policies;

/// <summary>τ in c̃ = min(c/τ, 1). BaRP names no value; this is the 95th percentile of the known costs.</summary>
[Paper("BaRP", "cost cap τ of the reward")]
public static class CostCap
{
    /// <summary>The percentile that is taken.</summary>
    public const double Percentile = 95;

    /// <summary>The 95th percentile of all finite values, interpolated linearly between order statistics.</summary>
    /// <param name="costsUsd">n × K costs in US dollars; NaN where unknown.</param>
    /// <exception cref="ArgumentException">No cost is known, or the percentile is not positive.</exception>
    public static double Of(Matrix<double> costsUsd)
    {
        double[] known = Array.FindAll(costsUsd.Values, double.IsFinite);
        if (known.Length == 0)
        {
            throw new ArgumentException("The data have no costs. Use data with a cost in US dollars per call for every model.");
        }

        Array.Sort(known);
        double cap = Quantile.OfSorted(known, Percentile / 100);
        return cap > 0
            ? cap
            : throw new ArgumentException($"The {Percentile}th percentile of the costs is {cap:R} USD; expected a positive number.");
    }
}
