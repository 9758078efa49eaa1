using System.Runtime.InteropServices;
using OrleansRouter.Learning;

namespace OrleansRouter.Routing.Evaluation.Metrics;

/// <summary>One way to run a policy: what it costs and how well it answers.</summary>
/// <param name="Cost">Mean cost, in any unit, ≥ 0.</param>
/// <param name="Quality">Mean score.</param>
public readonly record struct OperatingPoint(double Cost, double Quality);

/// <summary>Quality as a piecewise linear function of cost; beyond its dearest point it stays level.</summary>
public sealed class CostQualityCurve
{
    private readonly OperatingPoint[] _points;

    private CostQualityCurve(OperatingPoint[] points) => _points = points;

    /// <summary>The corners, by rising cost.</summary>
    public IReadOnlyList<OperatingPoint> Points => _points;

    /// <summary>Joins the points by rising cost; of points of equal cost the best counts.</summary>
    /// <exception cref="ArgumentException">There are no points, or a value is not finite.</exception>
    public static CostQualityCurve Through(IEnumerable<OperatingPoint> points)
    {
        OperatingPoint[] ordered = [.. points.GroupBy(p => p.Cost).Select(g => g.MaxBy(p => p.Quality)).OrderBy(p => p.Cost)];
        return ordered.Length > 0 && Array.TrueForAll(ordered, p => double.IsFinite(p.Cost + p.Quality))
            ? new CostQualityCurve(ordered)
            : throw new ArgumentException("A curve needs at least one point, and finite costs and qualities.", nameof(points));
    }

    /// <summary>The non-decreasing convex hull: what can be reached by mixing the points at random, without ever paying more for less.</summary>
    [Paper("RouterBench", "non-decreasing convex hull")]
    public CostQualityCurve NonDecreasingHull()
    {
        List<OperatingPoint> hull = [];
        foreach (OperatingPoint point in _points)
        {
            if (hull.Count > 0 && point.Quality <= hull[^1].Quality)
            {
                continue;
            }

            while (hull.Count > 1 && Slope(hull[^2], hull[^1]) <= Slope(hull[^1], point))
            {
                hull.RemoveAt(hull.Count - 1);
            }

            hull.Add(point);
        }

        return new CostQualityCurve([.. CollectionsMarshal.AsSpan(hull)]);
    }

    /// <summary>Quality at a cost.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The curve starts at a higher cost.</exception>
    public double QualityAt(double cost)
    {
        if (!(cost >= _points[0].Cost))
        {
            throw new ArgumentOutOfRangeException(nameof(cost), cost, $"The curve starts at {_points[0].Cost:R}.");
        }

        int right = Array.FindIndex(_points, p => p.Cost > cost);
        if (right < 0)
        {
            return _points[^1].Quality;
        }

        OperatingPoint left = _points[right - 1];
        return left.Quality + ((cost - left.Cost) * Slope(left, _points[right]));
    }

    /// <summary>The smallest cost at which the curve reaches a quality, or null when it never does.</summary>
    public double? CostOf(double quality)
    {
        int right = Array.FindIndex(_points, p => p.Quality >= quality);
        return right <= 0
            ? right < 0 ? null : _points[0].Cost
            : _points[right - 1].Cost + ((quality - _points[right - 1].Quality) / Slope(_points[right - 1], _points[right]));
    }

    /// <summary>Mean quality over costs from <paramref name="low"/> to <paramref name="high"/>; the quality there when they are equal.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The interval runs backwards, or the curve starts at a higher cost.</exception>
    public double MeanQuality(double low, double high)
    {
        double previous = QualityAt(low);
        if (!(high > low))
        {
            return high >= low ? previous : throw new ArgumentOutOfRangeException(nameof(high), high, $"Must not lie below {low:R}.");
        }

        double area = 0;
        double at = low;
        foreach (OperatingPoint point in _points.Where(p => p.Cost > low && p.Cost < high).Append(new OperatingPoint(high, QualityAt(high))))
        {
            area += (point.Cost - at) * (previous + point.Quality) / 2;
            (at, previous) = point;
        }

        return area / (high - low);
    }

    private static double Slope(OperatingPoint left, OperatingPoint right) => (right.Quality - left.Quality) / (right.Cost - left.Cost);
}
