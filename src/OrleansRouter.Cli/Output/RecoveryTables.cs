using System.Globalization;
using System.Text;
using OrleansRouter.Routing.Evaluation.Metrics;
using OrleansRouter.Routing.MetaRouter.Recovery;

namespace OrleansRouter.Cli.Output;

/// <summary>A recovery study as Markdown: per setting one table of routers by numbers of gold labels, means over the seeds.</summary>
internal static class RecoveryTables
{
    private static readonly string[] Baselines = ["pooled", "gold-only", "preference-only", "linear-scaling"];

    public static string Of(RecoveryReport report)
    {
        var text = new StringBuilder();
        foreach (var setting in report.Cells.GroupBy(cell => (cell.Scenario.Bias, cell.Scenario.Overlap)))
        {
            RecoveryCell[] cells = [.. setting];
            text.AppendLine(CultureInfo.InvariantCulture, $"### Bias {Lower(setting.Key.Bias)}, overlap {Lower(setting.Key.Overlap)} (SIMULATED, {report.Options.Seeds} seeds)").AppendLine();
            AppendScores(text, cells);
            AppendComparisons(text, cells);
        }

        return text.ToString();
    }

    /// <summary>RMSE(m̂) × 100, area × 100 and RMSE(Δ̂) × 100 side by side.</summary>
    private static void AppendScores(StringBuilder text, RecoveryCell[] cells)
    {
        string[] sizes = [.. cells.Select(cell => $"n = {cell.Scenario.GoldSize}")];
        AppendRow(text, ["router", .. sizes.Select(n => $"RMSE(m̂), {n}"), .. sizes.Select(n => $"area, {n}"), .. sizes.Select(n => $"RMSE(Δ̂), {n}")]);
        AppendRow(text, Enumerable.Repeat("---", 1 + (3 * cells.Length)));
        foreach (string router in cells[0].Scores.Keys)
        {
            AppendRow(text,
            [
                router,
                .. cells.Select(cell => Percent(cell.Mean(router, score => score.GainError))),
                .. cells.Select(cell => Percent(cell.Mean(router, score => score.Area))),
                .. cells.Select(cell => Percent(cell.Mean(router, score => score.ShiftError))),
            ]);
        }

        text.AppendLine();
    }

    /// <summary>R and DR against every baseline: + better, − worse, · no difference at 95 %, by RMSE(m̂) and by area.</summary>
    private static void AppendComparisons(StringBuilder text, RecoveryCell[] cells)
    {
        string[] known = [.. Baselines.Where(cells[0].Scores.ContainsKey)];
        string[] routers = [.. cells[0].Scores.Keys.Where(name => name.StartsWith("r-learner", StringComparison.Ordinal) || name.StartsWith("dr-learner", StringComparison.Ordinal) || name == "auto")];
        if (known.Length == 0 || routers.Length == 0 || cells[0].Scores[RecoveryStudy.Oracle].Length < 2)
        {
            return;
        }

        AppendRow(text, ["RMSE(m̂) / area, paired", .. cells.SelectMany(cell => known.Select(baseline => $"{baseline}, n = {cell.Scenario.GoldSize}"))]);
        AppendRow(text, Enumerable.Repeat("---", 1 + (known.Length * cells.Length)));
        foreach (string router in routers)
        {
            AppendRow(text, [router, .. cells.SelectMany(cell => known.Select(baseline =>
                $"{Verdict(cell.Compare(baseline, router, score => score.GainError))} / {Verdict(cell.Compare(router, baseline, score => score.Area))}"))]);
        }

        text.AppendLine();
    }

    private static string Verdict(Interval? advantage) => advantage switch
    {
        { Low: > 0 } => "+",
        { High: < 0 } => "−",
        null => "–",
        _ => "·",
    };

    private static void AppendRow(StringBuilder text, IEnumerable<string> cells) => text.Append("| ").AppendJoin(" | ", cells).AppendLine(" |");

    private static string Lower(Enum value) => value.ToString().ToLowerInvariant();

    private static string Percent(double? value) => value is { } number ? (100 * number).ToString("0.0", CultureInfo.InvariantCulture) : "–";
}
