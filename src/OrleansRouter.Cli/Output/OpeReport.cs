using System.Globalization;
using OrleansRouter.Learning.OffPolicy;
using OrleansRouter.Routing.Evidence;
using Spectre.Console;

namespace OrleansRouter.Cli.Output;

/// <summary>What a log says of a policy.</summary>
internal static class OpeReport
{
    public static void Write(Terminal terminal, PolicyEvaluation report, bool asJson)
    {
        if (asJson)
        {
            terminal.WriteJson(report);
            return;
        }

        terminal.WriteLine(Text($"Policy {report.PolicyId} on {report.Decisions} logged decisions; reward = {report.Reward.QualityWeight}·score − {report.Reward.CostWeight}·min(cost / {Tables.Usd(report.Reward.CostCapUsd)} USD, 1)"));
        foreach (SkippedChoices skipped in report.Skipped)
        {
            terminal.WriteLine(Text($"  {skipped.Count} skipped: {skipped.Explanation}"));
        }

        if (report.Estimates is not { } estimates)
        {
            terminal.WriteLine("Nothing is left to estimate from: the policy takes none of the logged choices.");
            return;
        }

        terminal.WriteLine(Text($"{estimates.Rows} rows; effective sample size {estimates.EffectiveSampleSize:0.#}; weights: mean {estimates.MeanWeight:0.###} (1 where the logged probabilities are true), largest {estimates.LargestWeight:0.##}"));
        terminal.WriteLine(Text($"clipped at {report.MaxWeight}: {estimates.ClippedShare:P2} of the rows, {estimates.ClippedMass:0.#####} of the mean weight"));
        terminal.Results.Write(Table(report, estimates));
    }

    private static Table Table(PolicyEvaluation report, OffPolicyReport estimates)
    {
        string level = report.Confidence.ToString("P0", CultureInfo.InvariantCulture);
        Table table = Tables.Create("estimator", "value", $"{level} interval", "s.e.", "clipping bias", "difference", $"{level} interval", "guaranteed interval");
        table.Add("logging policy", Tables.Score(estimates.Logged.Value), Interval(estimates.Logged.Low, estimates.Logged.High),
            Tables.Score(estimates.Logged.StandardError), "–", "–", "–", "–");
        foreach ((string name, OffPolicyEstimate e) in new[] { ("IPS", estimates.InversePropensity), ("SNIPS", estimates.SelfNormalized), ("DR", estimates.DoublyRobust) })
        {
            table.Add(name, Tables.Score(e.Value), Interval(e.Low, e.High), Tables.Score(e.StandardError), Tables.Score(e.ClippingBias),
                Tables.Score(e.Gain.Value), Interval(e.Gain.Low, e.Gain.High),
                e is { GuaranteedLow: { } low, GuaranteedHigh: { } high } ? Interval(low, high) : "–");
        }

        return table;
    }

    private static string Interval(double low, double high) => $"{Tables.Score(low)} … {Tables.Score(high)}";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
