using System.Globalization;
using System.Xml.Linq;

namespace OrleansRouter.Cli.Output.Plots;

/// <summary>A line chart as SVG. Curves differ by dash and marker as well as by colour, so that it can be read in print without colour.</summary>
/// <param name="Title">Above the chart.</param>
/// <param name="XLabel">Of the horizontal axis, with its unit.</param>
/// <param name="YLabel">Of the vertical axis, with its unit.</param>
/// <param name="Series">The curves, at least one; the first is drawn last, on top.</param>
internal sealed record LineChart(string Title, string XLabel, string YLabel, IReadOnlyList<ChartSeries> Series)
{
    private const double Width = 860, Height = 520, Left = 80, Right = 620, Top = 48, Bottom = 460, LegendX = 640, LegendStep = 20;
    private const int WantedMarkers = 12;
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    /// <summary>The chart as one SVG document; equal charts give equal text.</summary>
    /// <exception cref="ArgumentException">There is no series, or one of them cannot be drawn.</exception>
    public string ToSvg()
    {
        if (Series.Count == 0)
        {
            throw new ArgumentException($"Chart '{Title}' has no series.");
        }

        ChartSeries[] series = [.. Series.Select(s => s.Validated())];
        var x = ChartAxis.Of(series.SelectMany(s => s.Points).Select(p => p.X), Left, Right);
        var y = ChartAxis.Of(series.SelectMany(Extent), Bottom, Top);
        var root = new XElement(Svg + "svg",
            new XAttribute("viewBox", $"0 0 {Pixel(Width)} {Pixel(Height)}"),
            new XAttribute("font-family", "Helvetica, Arial, sans-serif"),
            new XAttribute("font-size", "13"),
            new XElement(Svg + "title", Title),
            Shape("rect", ("width", "100%"), ("height", "100%"), ("fill", "white")),
            Text((Left + Right) / 2, 26, Title, "middle", ("font-size", "16")),
            Grid(x, y),
            series.Select((s, i) => Curve(s, SeriesStyle.Of(i), x, y)).Reverse(),
            series.Select((s, i) => LegendEntry(s.Name, SeriesStyle.Of(i), Top + 10 + (i * LegendStep))));
        return new XDocument(root).ToString();
    }

    private static IEnumerable<double> Extent(ChartSeries series) => series.HalfWidths is { } halfWidths
        ? series.Points.SelectMany((p, i) => new[] { p.Y - halfWidths[i], p.Y + halfWidths[i] })
        : series.Points.Select(p => p.Y);

    private IEnumerable<XElement> Grid(ChartAxis x, ChartAxis y)
    {
        foreach (double tick in x.Ticks)
        {
            double at = x.ToPixel(tick);
            yield return Line(at, Top, at, Bottom, "#dddddd");
            yield return Text(at, Bottom + 18, x.Label(tick), "middle");
        }

        foreach (double tick in y.Ticks)
        {
            double at = y.ToPixel(tick);
            yield return Line(Left, at, Right, at, "#dddddd");
            yield return Text(Left - 8, at + 4, y.Label(tick), "end");
        }

        if (y.Low < 0 && y.High > 0)
        {
            yield return Line(Left, y.ToPixel(0), Right, y.ToPixel(0), "#888888");
        }

        yield return Shape("rect", ("x", Pixel(Left)), ("y", Pixel(Top)), ("width", Pixel(Right - Left)), ("height", Pixel(Bottom - Top)), ("fill", "none"), ("stroke", "black"));
        yield return Text((Left + Right) / 2, Bottom + 44, XLabel, "middle");
        yield return Text(20, (Top + Bottom) / 2, YLabel, "middle", ("transform", $"rotate(-90 20 {Pixel((Top + Bottom) / 2)})"));
    }

    private static XElement Curve(ChartSeries series, SeriesStyle style, ChartAxis x, ChartAxis y)
    {
        var points = series.Points.Select(p => (X: x.ToPixel(p.X), Y: y.ToPixel(p.Y))).ToArray();
        int every = Math.Max(1, points.Length / WantedMarkers);
        return new XElement(Svg + "g",
            new XAttribute("stroke", style.Colour),
            series.HalfWidths?.Select((half, i) => Line(
                points[i].X, y.ToPixel(series.Points[i].Y - half), points[i].X, y.ToPixel(series.Points[i].Y + half), style.Colour)),
            Shape("polyline", ("points", string.Join(' ', points.Select(p => $"{Pixel(p.X)},{Pixel(p.Y)}"))),
                ("fill", "none"), ("stroke-width", "1.8"), ("stroke-dasharray", style.Dashes)),
            points.Where((_, i) => i % every == 0).Select(p => Marker(p.X, p.Y, style)));
    }

    private static XElement LegendEntry(string name, SeriesStyle style, double y) => new(Svg + "g",
        new XElement(Svg + "line", new XAttribute("x1", Pixel(LegendX)), new XAttribute("y1", Pixel(y)), new XAttribute("x2", Pixel(LegendX + 34)), new XAttribute("y2", Pixel(y)),
            new XAttribute("stroke", style.Colour), new XAttribute("stroke-width", "1.8"), new XAttribute("stroke-dasharray", style.Dashes)),
        Marker(LegendX + 17, y, style),
        Text(LegendX + 42, y + 4, name, "start"));

    private static XElement Marker(double x, double y, SeriesStyle style) => Shape("path",
        ("d", style.MarkerPath), ("transform", $"translate({Pixel(x)} {Pixel(y)})"), ("fill", style.IsFilled ? style.Colour : "white"), ("stroke", style.Colour));

    private static XElement Line(double x1, double y1, double x2, double y2, string colour) => Shape(
        "line", ("x1", Pixel(x1)), ("y1", Pixel(y1)), ("x2", Pixel(x2)), ("y2", Pixel(y2)), ("stroke", colour));

    private static XElement Text(double x, double y, string text, string anchor, params (string Name, string Value)[] attributes)
    {
        XElement element = Shape("text", [("x", Pixel(x)), ("y", Pixel(y)), ("text-anchor", anchor), .. attributes]);
        element.Value = text;
        return element;
    }

    private static XElement Shape(string name, params (string Name, string Value)[] attributes) =>
        new(Svg + name, attributes.Select(a => new XAttribute(a.Name, a.Value)));

    private static string Pixel(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
