using OrleansRouter.Cli.Output.Plots;
using OrleansRouter.Routing.Dars.Evaluation;

namespace OrleansRouter.Cli.Commands.Methods.Dars;

/// <summary>The charts of <c>evaluate dars</c>: sample efficiency, cost–quality frontier, sensitivity to β.</summary>
internal static class DarsPlots
{
    /// <summary>Writes the charts that the report has figures for into a folder, which is made when it does not exist.</summary>
    public static void Write(DarsReport report, string folder)
    {
        Directory.CreateDirectory(folder);
        if (report.SampleEfficiency.Count > 0)
        {
            Save(folder, "sample-efficiency", SampleEfficiency(report));
            Save(folder, "frontier", Frontier(report));
            Save(folder, "risk-sensitivity", Sensitivity(report));
        }
    }

    private static LineChart SampleEfficiency(DarsReport report)
    {
        ProtocolResult[] protocols = [.. report.SampleEfficiency.OrderBy(p => p.Rewrites * p.Decodes).ThenBy(p => p.Rewrites)];
        double[] observations = [.. protocols.Select(p => (double)(p.Rewrites * p.Decodes))];
        return new LineChart("Utility by observations per query and model", "observations (rewrites × decodes)", "utility",
            [.. report.Routers.Keys.Select(router => ChartSeries.Of(router, observations, [.. protocols.Select(p => p.Routers[router])]))]);
    }

    private static LineChart Frontier(DarsReport report)
    {
        // The cost weight rises from right to left along a curve.
        IEnumerable<ChartSeries> Curves(string router) =>
        [
            Curve($"{router}, DARS", report.Frontier[router].Dars),
            Curve($"{router}, single-shot", report.Frontier[router].SingleShot),
        ];
        return new LineChart("Quality by cost at rising cost weights", "mean normalised cost", "mean quality", [.. report.Routers.Keys.SelectMany(Curves)]);

        static ChartSeries Curve(string name, IReadOnlyList<FrontierPoint> points) =>
            ChartSeries.Of(name, [.. points.Select(p => p.Cost)], [.. points.Select(p => p.Quality)]);
    }

    private static LineChart Sensitivity(DarsReport report) => new("Utility by the risk aversion that routers are asked with", "β", "utility",
        [.. report.Routers.Keys.Select(router => ChartSeries.Of(
            router, [.. report.RiskSensitivity.Select(r => r.Beta)], [.. report.RiskSensitivity.Select(r => r.Routers[router])]))]);

    private static void Save(string folder, string name, LineChart chart) => File.WriteAllText(Path.Combine(folder, name + ".svg"), chart.ToSvg());
}
