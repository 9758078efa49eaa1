using OrleansRouter.Cli.Output.Plots;
using OrleansRouter.Routing.Barp.Evaluation;
using OrleansRouter.Routing.Evaluation.Metrics;
using Spectre.Console;

namespace OrleansRouter.Cli.Output;

/// <summary>How BaRP and its competitors did: tables, one JSON object, curves.</summary>
internal static class BarpReportWriter
{
    public static void Write(Terminal terminal, BarpReport report, string? plotFolder, bool asJson)
    {
        if (plotFolder is not null)
        {
            Directory.CreateDirectory(plotFolder);
            Plot(report, plotFolder);
        }

        if (asJson)
        {
            terminal.WriteJson(report);
            return;
        }

        terminal.WriteLine($"{report.Source}{(report.IsSimulated ? " (SIMULATED)" : "")}: {report.Seeds} splits, cost cap {Tables.Usd(report.CostCapUsd)} USD, {report.ElapsedSeconds:0.0} s");
        terminal.WriteLine($"in: {string.Join(", ", report.Tasks.In)}; out: {(report.Tasks.Out.Count > 0 ? string.Join(", ", report.Tasks.Out) : "none")}");
        terminal.Results.Write(Scores(report));
        terminal.Results.Write(Rewards(report));
    }

    private static Table Scores(BarpReport report)
    {
        string[] columns = [.. report.Policies.Values.First().Score.Keys];
        Table table = Tables.Create($"score at w_c = {report.CostWeight}", [.. columns, "cost in (USD)"]);
        foreach ((string name, BarpPolicyReport policy) in report.Policies)
        {
            table.Add(name, [.. columns.Select(column => Tables.Score(policy.Score[column])), Tables.Usd(policy.CostUsd)]);
        }

        return table;
    }

    private static Table Rewards(BarpReport report)
    {
        Table table = Tables.Create("policy", "w_c", "score in", "cost in (USD)", "reward", "95 %", "reinforce leads by", "95 %");
        foreach ((string name, BarpPolicyReport policy) in report.Policies)
        {
            foreach (BarpCurvePoint point in policy.Curve)
            {
                table.Add(name, $"{point.CostWeight}", Tables.Score(point.Score), Tables.Usd(point.CostUsd),
                    Tables.Score(point.Reward), Range(point.Reward95), Tables.Score(point.Lead), Range(point.Lead95));
            }
        }

        return table;
    }

    private static string Range(Interval? interval) => interval is { } range ? $"{Tables.Score(range.Low)} … {Tables.Score(range.High)}" : "–";

    private static void Plot(BarpReport report, string folder)
    {
        Save("score.svg", "Score and preference", "cost weight w_c", "score, in-distribution", point => (point.CostWeight, point.Score));
        Save("cost.svg", "Cost and preference", "cost weight w_c", "cost per call (USD), in-distribution", point => (point.CostWeight, point.CostUsd));
        Save("frontier.svg", "Cost and score", "cost per call (USD), in-distribution", "score, in-distribution", point => (point.CostUsd, point.Score));

        void Save(string file, string title, string x, string y, Func<BarpCurvePoint, (double X, double Y)> of) =>
            File.WriteAllText(Path.Combine(folder, file), new LineChart(title, x, y, [.. report.Policies.Select(policy => Series(policy.Key, policy.Value.Curve, of))]).ToSvg());
    }

    private static ChartSeries Series(string name, IReadOnlyList<BarpCurvePoint> curve, Func<BarpCurvePoint, (double X, double Y)> of) =>
        ChartSeries.Of(name, [.. curve.Select(point => of(point).X)], [.. curve.Select(point => of(point).Y)]);
}
