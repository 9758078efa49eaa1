using OrleansRouter.Cli.Output.Plots;
using OrleansRouter.Routing.MetaRouter.Evaluation;
using Spectre.Console;

namespace OrleansRouter.Cli.Output;

/// <summary>How the routers of a Monte-Carlo comparison did: a table, one JSON object, curves.</summary>
internal static class MetaRouterReportWriter
{
    public static void Write(Terminal terminal, MetaRouterReport report, string? plot, bool asJson)
    {
        if (plot is not null)
        {
            File.WriteAllText(plot, ToChart(report).ToSvg());
        }

        if (asJson)
        {
            terminal.WriteLine(report.ToJson());
            return;
        }

        terminal.WriteLine($"{report.Source}{(report.IsSimulated ? " (SIMULATED)" : "")}: {report.Rows} rows, {report.Options.Rounds} rounds of "
            + $"{report.Options.GoldSize} gold labels and {report.Options.TestSize} test queries, {report.Options.Method.Learner}, "
            + $"{report.Options.Method.Normalisation} × {report.Factor:0.###}");
        Table table = Tables.Create("router", "area × 100", "± s.e.", "peak × 100", "dropped", "clipped", "bounded");
        foreach ((string name, EfficiencyGain gain) in report.Routers.OrderByDescending(router => router.Value.Area))
        {
            ShiftCounts? shift = report.Shifts.GetValueOrDefault(name);
            table.Add(name, Number(100 * gain.Area), Number(100 * gain.AreaStandardError), Number(100 * gain.Peak),
                Count(shift?.DroppedRows), Count(shift?.ClippedPropensities), Count(shift?.BoundedEffects));
        }

        terminal.Results.Write(table);
        terminal.WriteLine($"Overlap: {report.Overlap.KeptPreferenceShare:P0} of the preferences kept, effective sample size {report.Overlap.EffectiveSampleSize:0} "
            + $"of {report.Overlap.PreferenceRows}, smallest propensity of a gold row {report.Overlap.MinGoldPropensity:0.000}");
    }

    private static LineChart ToChart(MetaRouterReport report) => new(
        $"{report.Source}: {report.Options.GoldSize} gold labels, {report.Options.Method.Learner}, {report.Options.Rounds} rounds",
        "primary model usage ratio",
        "efficiency gain (gold units per query)",
        [.. report.Routers.Where(router => router.Key != "random-sampled").OrderByDescending(router => router.Value.Area)
            .Select(router => ChartSeries.Of(router.Key, report.UsageRatios, router.Value.Values))]);

    private static string Number(double value) => value.ToString("0.00", System.Globalization.CultureInfo.InvariantCulture);

    private static string Count(double? value) => value is { } number ? number.ToString("0.#", System.Globalization.CultureInfo.InvariantCulture) : "–";
}
