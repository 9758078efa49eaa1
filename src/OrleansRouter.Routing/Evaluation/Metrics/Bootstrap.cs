using OrleansRouter.Learning;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Statistics;

namespace OrleansRouter.Routing.Evaluation.Metrics;

/// <summary>Percentile intervals of the bootstrap: rows are drawn with replacement, statistics taken again, 2.5 % cut off on either side.</summary>
[Paper("Efron 1979", "bootstrap percentile interval")]
public static class Bootstrap
{
    /// <summary>Takes a statistic of many samples of the rows.</summary>
    /// <param name="rows">Number of rows n.</param>
    /// <param name="statistic">From how often each row was drawn (length n, sum n) to the statistic. Called concurrently.</param>
    /// <param name="resamples">Number of samples.</param>
    /// <param name="seed">Seed of the draws; the result does not depend on the number of threads.</param>
    /// <param name="context">Threads and cancellation.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are no rows or no samples.</exception>
    public static T[] Resample<T>(int rows, Func<double[], T> statistic, int resamples, ulong seed, FitContext context)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(resamples);
        var samples = new T[resamples];
        Parallel.For(0, resamples, context.ParallelOptions, b => samples[b] = statistic(Draw(rows, Rng.Stream(seed, (ulong)b))));
        return samples;
    }

    /// <summary>The 2.5 % and 97.5 % quantiles of a statistic over the samples; null where some sample left it undefined (NaN).</summary>
    /// <exception cref="ArgumentException">There are no samples.</exception>
    public static Interval? Interval95(IEnumerable<double> samples)
    {
        double[] values = [.. samples];
        if (Array.Exists(values, double.IsNaN))
        {
            return null;
        }

        Array.Sort(values);
        return new Interval(Quantile.OfSorted(values, 0.025), Quantile.OfSorted(values, 0.975));
    }

    private static double[] Draw(int rows, Rng rng)
    {
        double[] counts = new double[rows];
        for (int i = 0; i < rows; i++)
        {
            counts[rng.NextInt(rows)]++;
        }

        return counts;
    }
}
