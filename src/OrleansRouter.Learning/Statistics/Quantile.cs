namespace OrleansRouter.Learning.Statistics;

/// <summary>Sample quantiles by linear interpolation between order statistics, x₍ₕ₎ with h = p(n − 1).</summary>
[Paper("Hyndman, Fan 1996", "definition 7")]
public static class Quantile
{
    /// <summary>The quantile of values in ascending order.</summary>
    /// <param name="sorted">Length ≥ 1, ascending.</param>
    /// <param name="probability">p in [0, 1].</param>
    /// <exception cref="ArgumentException">There are no values.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="probability"/> is outside [0, 1].</exception>
    public static double OfSorted(ReadOnlySpan<double> sorted, double probability)
    {
        if (sorted.IsEmpty)
        {
            throw new ArgumentException("There are no values.", nameof(sorted));
        }

        if (!(probability is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(probability), probability, "Must lie in [0, 1].");
        }

        double position = probability * (sorted.Length - 1);
        int below = (int)position;
        int above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((position - below) * (sorted[above] - sorted[below]));
    }
}
