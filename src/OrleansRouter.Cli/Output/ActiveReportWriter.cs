using System.Globalization;
using OrleansRouter.Cli.Output.Plots;
using OrleansRouter.Routing.MetaRouter.Active;
using Spectre.Console;

namespace OrleansRouter.Cli.Output;

/// <summary>Learning curves under bought gold labels: a table, one JSON object, curves.</summary>
internal static class ActiveReportWriter
{
    public static void Write(Terminal terminal, ActiveReport report, string? plot, bool asJson)
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

        terminal.WriteLine($"{report.Source}{(report.IsSimulated ? " (SIMULATED)" : "")}: {report.Rows} rows, {report.Options.Rounds} rounds, router {report.Options.Router}, area × 100 ± standard error");
        Table table = Tables.Create("gold labels", [.. report.Curves.Keys.Select(NameOf)]);
        for (int i = 0; i < report.GoldSizes.Count; i++)
        {
            table.Add(report.GoldSizes[i].ToString(CultureInfo.InvariantCulture), [.. report.Curves.Values.Select(curve => $"{Number(curve.Areas[i])} ± {Number(curve.StandardErrors[i])}")]);
        }

        terminal.Results.Write(table);
        if (report.Curves.Count == 2)
        {
            terminal.WriteLine(report.ActiveLabelsToReachRandom is { } labels
                ? string.Create(CultureInfo.InvariantCulture, $"Active labelling reaches the last area of random labelling with {labels:0} gold labels, {labels / report.GoldSizes[^1]:P0} of {report.GoldSizes[^1]}.")
                : "Active labelling does not reach the last area of random labelling.");
        }
    }

    private static LineChart ToChart(ActiveReport report) => new(
        $"{Path.GetFileName(Path.GetDirectoryName(report.Source))}{(report.IsSimulated ? " (SIMULATED)" : "")}: {report.Options.Router}, {report.Options.Rounds} rounds",
        "gold labels",
        "mean efficiency gain (gold units per query)",
        [.. report.Curves.Select(curve => ChartSeries.Of(NameOf(curve.Key), [.. report.GoldSizes.Select(size => (double)size)], curve.Value.Areas))]);

    private static string NameOf(LabelStrategy strategy) => strategy == LabelStrategy.Active ? "active" : "random";

    private static string Number(double value) => (100 * value).ToString("0.00", CultureInfo.InvariantCulture);
}
