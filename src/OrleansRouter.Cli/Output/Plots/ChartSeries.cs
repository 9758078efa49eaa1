namespace OrleansRouter.Cli.Output.Plots;

/// <summary>One curve of a <see cref="LineChart"/>.</summary>
/// <param name="Name">What the legend calls it.</param>
/// <param name="Points">Its points in drawing order; every coordinate is finite.</param>
/// <param name="HalfWidths">Per point the half width of its error bar, or null for none.</param>
internal sealed record ChartSeries(string Name, IReadOnlyList<ChartPoint> Points, IReadOnlyList<double>? HalfWidths = null)
{
    /// <summary>A curve from its coordinates.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static ChartSeries Of(string name, IReadOnlyList<double> x, IReadOnlyList<double> y) => x.Count == y.Count
        ? new ChartSeries(name, [.. x.Zip(y, (a, b) => new ChartPoint(a, b))])
        : throw new ArgumentException($"Series '{name}' has {x.Count} x and {y.Count} y values; expected as many of both.");

    /// <summary>Returns the series when it can be drawn.</summary>
    /// <exception cref="ArgumentException">It has no point, a coordinate is not finite, or the error bars do not match the points.</exception>
    public ChartSeries Validated()
    {
        if (Points.Count == 0)
        {
            throw new ArgumentException($"Series '{Name}' has no points.");
        }

        foreach (ChartPoint point in Points)
        {
            if (!double.IsFinite(point.X) || !double.IsFinite(point.Y))
            {
                throw new ArgumentException($"Series '{Name}' holds the point ({point.X:R}, {point.Y:R}); expected finite numbers.");
            }
        }

        bool fits = HalfWidths is null || (HalfWidths.Count == Points.Count && HalfWidths.All(h => h is >= 0 and < double.PositiveInfinity));
        return fits ? this : throw new ArgumentException($"Series '{Name}' needs one error bar of at least 0 per point, {Points.Count} in all.");
    }
}

/// <summary>A point in the units of the axes.</summary>
internal readonly record struct ChartPoint(double X, double Y);
