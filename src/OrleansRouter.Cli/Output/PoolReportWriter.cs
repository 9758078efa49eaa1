using System.Globalization;
using OrleansRouter.Routing.MetaRouter.Evaluation.Pool;
using Spectre.Console;

namespace OrleansRouter.Cli.Output;

/// <summary>How meta-routers over a pool of models did: a table or one JSON object.</summary>
internal static class PoolReportWriter
{
    public static void Write(Terminal terminal, PoolReport report, bool asJson)
    {
        if (asJson)
        {
            terminal.WriteLine(report.ToJson());
            return;
        }

        PoolEvaluationOptions options = report.Options;
        terminal.WriteLine($"{report.Source}{(report.IsSimulated ? " (SIMULATED)" : "")}: {report.Rows} rows, {report.Models.Count} models ({string.Join(", ", report.Models)}), "
            + $"{options.Rounds} rounds of {options.GoldSize} queries judged by gold and {options.TestSize} test queries, {options.Method.Learner}, "
            + $"cost cap {Tables.Usd(report.CostCapUsd)} USD, {report.ElapsedSeconds:0.0} s");
        terminal.WriteLine("Utility by cost weight, in brackets against best-fixed, round by round, ± standard error.");
        Table table = Tables.Create("router", [.. options.CostWeights.Select(w => string.Create(CultureInfo.InvariantCulture, $"w = {w}"))]);
        foreach ((string name, IReadOnlyList<PoolPoint> points) in report.Routers.OrderByDescending(router => router.Value.Average(point => point.Utility)))
        {
            table.Add(name, [.. points.Select(Cell)]);
        }

        terminal.Results.Write(table);
    }

    private static string Cell(PoolPoint point) => string.Create(
        CultureInfo.InvariantCulture, $"{point.Utility:0.0000} ({point.Advantage:+0.0000;-0.0000;0} ± {point.AdvantageStandardError:0.0000})");
}
