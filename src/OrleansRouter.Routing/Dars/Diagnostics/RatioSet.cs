using OrleansRouter.Learning;
using OrleansRouter.Routing.Evaluation.Metrics;

namespace OrleansRouter.Routing.Dars.Diagnostics;

/// <summary>Means that are ratios of sums over queries, with bootstrap intervals over queries.</summary>
/// <param name="queries">Number of queries n.</param>
internal sealed class RatioSet(int queries)
{
    private readonly Dictionary<string, (double[] Sums, double[] Counts)> _figures = [];
    private Dictionary<string, double>[] _resampled = [];

    /// <summary>Adds a value of a query to a figure; NaN counts for nothing.</summary>
    public void Add(string figure, int query, double value, double count = 1)
    {
        if (!_figures.TryGetValue(figure, out var sums))
        {
            _figures.Add(figure, sums = (new double[queries], new double[queries]));
        }

        if (!double.IsNaN(value))
        {
            sums.Sums[query] += value;
            sums.Counts[query] += count;
        }
    }

    /// <summary>Draws the bootstrap samples; needed before <see cref="Interval95"/>.</summary>
    public void Resample(int resamples, ulong seed, FitContext context) =>
        _resampled = Bootstrap.Resample(queries, draws => _figures.Keys.ToDictionary(figure => figure, figure => Ratio(figure, draws)), resamples, seed, context);

    /// <summary>The figure; null when no query counts for it.</summary>
    public double? Value(string figure) => _figures.ContainsKey(figure) && Ratio(figure, null) is var ratio && !double.IsNaN(ratio) ? ratio : null;

    /// <summary>Its 95 % interval; null when it is undefined in some sample.</summary>
    public Interval? Interval95(string figure) => Value(figure) is null ? null : Bootstrap.Interval95(_resampled.Select(sample => sample[figure]));

    private double Ratio(string figure, double[]? draws)
    {
        (double[] sums, double[] counts) = _figures[figure];
        double sum = 0, count = 0;
        for (int i = 0; i < queries; i++)
        {
            double times = draws?[i] ?? 1;
            sum += times * sums[i];
            count += times * counts[i];
        }

        return sum / count;
    }
}
