using System.Globalization;
using System.Xml.Linq;
using OrleansRouter.Cli.Output.Plots;

namespace OrleansRouter.Cli.Tests.Output.Plots;

public sealed class LineChartTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void ToSvg_AscendingLine_RunsFromTheLowerLeftToTheUpperRightCornerOfTheFrame()
    {
        XElement svg = Draw(ChartSeries.Of("line", [0, 1], [0, 1]));

        XElement frame = svg.Elements(Svg + "rect").Single(r => r.Attribute("stroke")?.Value == "black");
        double left = Number(frame, "x"), top = Number(frame, "y"), right = left + Number(frame, "width"), bottom = top + Number(frame, "height");
        svg.Descendants(Svg + "polyline").Single().Attribute("points")!.Value
            .ShouldBe(FormattableString.Invariant($"{left},{bottom} {right},{top}"));
    }

    [Fact]
    public void ToSvg_NamesWithMarkup_AreEscaped()
    {
        XElement svg = Draw(ChartSeries.Of("a < b & c", [0, 1], [0, 1]));

        svg.Descendants(Svg + "text").Select(t => t.Value).ShouldContain("a < b & c");
    }

    [Fact]
    public void ToSvg_ManySeries_NoTwoLookAlikeWithoutColour()
    {
        XElement svg = Draw([.. Enumerable.Range(0, 24).Select(i => ChartSeries.Of($"s{i}", [0, 1], [i, i + 1]))]);

        svg.Elements(Svg + "g").Where(g => g.Element(Svg + "polyline") is not null)
            .Select(g => (
                g.Element(Svg + "polyline")!.Attribute("stroke-dasharray")!.Value,
                g.Element(Svg + "path")!.Attribute("d")!.Value,
                g.Element(Svg + "path")!.Attribute("fill")!.Value == "white"))
            .Distinct().Count().ShouldBe(24);
    }

    [Theory]
    [InlineData(0, 1, "0.0 0.2 0.4 0.6 0.8 1.0")]
    [InlineData(-0.3, 2.2, "-0.5 0.0 0.5 1.0 1.5 2.0 2.5")]
    [InlineData(0, 1200, "0 200 400 600 800 1000 1200")]
    public void Ticks_OfARange_AreRoundNumbersThatHoldIt(double low, double high, string expected)
    {
        var axis = ChartAxis.Of([low, high], 0, 100);

        string.Join(' ', axis.Ticks.Select(axis.Label)).ShouldBe(expected);
    }

    [Fact]
    public void ToSvg_ConstantSeries_IsDrawnInsideTheFrame()
    {
        XElement svg = Draw(ChartSeries.Of("flat", [0.5, 0.5], [3, 3]));

        svg.Descendants(Svg + "polyline").Single().Attribute("points")!.Value.ShouldNotContain("NaN");
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void ToSvg_NumberThatIsNotFinite_NamesTheSeries(double value) =>
        Should.Throw<ArgumentException>(() => Draw(ChartSeries.Of("broken", [0, 1], [0, value]))).Message.ShouldContain("'broken'");

    [Fact]
    public void ToSvg_NoSeries_IsRefused() =>
        Should.Throw<ArgumentException>(() => Draw()).Message.ShouldContain("no series");

    [Fact]
    public void ToSvg_ErrorBars_SpanTheirWidths()
    {
        XElement svg = Draw(ChartSeries.Of("mean", [0, 1], [0, 1]) with { HalfWidths = [1, 1] });

        XElement bar = svg.Elements(Svg + "g").First(g => g.Element(Svg + "polyline") is not null).Elements(Svg + "line").First();
        XElement frame = svg.Elements(Svg + "rect").Single(r => r.Attribute("stroke")?.Value == "black");
        (Number(bar, "y1") - Number(bar, "y2")).ShouldBe(Number(frame, "height") * 2 / 3, 0.02);
    }

    private static XElement Draw(params ChartSeries[] series) => XElement.Parse(new LineChart("t", "x", "y", series).ToSvg());

    private static double Number(XElement element, string name) => double.Parse(element.Attribute(name)!.Value, CultureInfo.InvariantCulture);
}
