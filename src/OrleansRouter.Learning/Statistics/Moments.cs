namespace OrleansRouter.Learning.Statistics;

/// <summary>Count, mean and sum of squared deviations of a sample, updated by Welford's and merged by Chan's formula.</summary>
/// <param name="Count">Number of values n.</param>
/// <param name="Mean">Their mean; 0 when n = 0.</param>
/// <param name="M2">Σ(x − mean)², ≥ 0.</param>
[Paper("Chan, Golub, LeVeque 1979", "eq. 2.1")]
public readonly record struct Moments(long Count, double Mean, double M2)
{
    /// <summary>Sample variance with divisor n − 1; 0 for fewer than two values.</summary>
    public double Variance => Count > 1 ? M2 / (Count - 1) : 0;

    /// <summary>Sample standard deviation with divisor n − 1; 0 for fewer than two values.</summary>
    public double StandardDeviation => Math.Sqrt(Variance);

    /// <summary>Standard error of the mean: standard deviation/√n; NaN for no value.</summary>
    public double StandardError => StandardDeviation / Math.Sqrt(Count);

    /// <summary>The sample of these values.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is not finite.</exception>
    public static Moments Of(IEnumerable<double> values) => values.Aggregate(default(Moments), (moments, value) => moments.Add(value));

    /// <summary>The sample with one more value.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="value"/> is not finite.</exception>
    public Moments Add(double value)
    {
        if (!double.IsFinite(value))
        {
            throw new ArgumentOutOfRangeException(nameof(value), value, "Must be finite.");
        }

        double delta = value - Mean;
        double mean = Mean + (delta / (Count + 1));
        return new Moments(Count + 1, mean, M2 + (delta * (value - mean)));
    }

    /// <summary>Both samples together; exact up to rounding, in any order.</summary>
    public Moments Merge(Moments other)
    {
        if (Count == 0 || other.Count == 0)
        {
            return Count == 0 ? other : this;
        }

        long count = Count + other.Count;
        double delta = other.Mean - Mean;
        double mean = Mean + (delta * other.Count / count);
        double m2 = M2 + other.M2 + (delta * delta * Count * other.Count / count);
        return new Moments(count, mean, m2);
    }
}
