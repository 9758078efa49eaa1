using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using OrleansRouter.Cli.Output;
using OrleansRouter.Routing.Dars.Evaluation;
using Spectre.Console;

namespace OrleansRouter.Cli.Commands.Methods.Dars;

/// <summary>The report of <c>evaluate dars</c> as tables or as one JSON object.</summary>
internal static class DarsEvaluationText
{
    public static void Write(Terminal terminal, DarsReport report, TimeSpan elapsed, bool asJson)
    {
        if (asJson)
        {
            JsonObject json = JsonSerializer.SerializeToNode(report, JsonSerializerOptions.Web)!.AsObject();
            json.Add("elapsedSeconds", Math.Round(elapsed.TotalSeconds, 3));
            terminal.WriteJson(json);
            return;
        }

        terminal.WriteLine($"{report.Source}{(report.IsSimulated ? " (SIMULATED)" : "")}: {report.Queries} queries, {report.Models.Count} models, costs {report.Costs}, "
            + $"λ {Number(report.Lambda)}, β {Number(report.Beta)}, encoder {report.Encoder}; {report.Splits} splits of {report.TrainQueries} training and {report.TestQueries} test queries, "
            + $"{report.SingleShotRuns} single-shot runs each, {report.ObservationsPerPair.ToString("0.#", CultureInfo.InvariantCulture)} observations per query and model");
        DarsText.WriteLeftOut(terminal, report.ModelsLeftOut, report.QueriesLeftOut);
        terminal.Results.Write(Routers(report));
        terminal.WriteLine($"{report.RoutersAhead} of {report.Routers.Count} routers earn more with distribution-aware supervision ({elapsed.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)} s)");
        WriteStudies(terminal, report);
    }

    private static Table Routers(DarsReport report)
    {
        Table table = Tables.Create("router", "single-shot", "sd", "U_rew", "U_dec", "DARS", "U_rew", "U_dec", "gain", "gain / sd", "± s.e.", "runs beaten");
        foreach ((string name, RouterComparison router) in report.Routers)
        {
            table.Add(name, Tables.Score(router.SingleShot.Mean), Tables.Score(router.SingleShot.Sd), Tables.Score(router.SingleShot.Rewrite), Tables.Score(router.SingleShot.Decode),
                Tables.Score(router.Dars.Mean), Tables.Score(router.Dars.Rewrite), Tables.Score(router.Dars.Decode), Tables.Score(router.Gain),
                router.GainInSd?.ToString("0.00", CultureInfo.InvariantCulture) ?? "–", Tables.Score(router.GainStandardError), router.ShareBeaten.ToString("P0", CultureInfo.InvariantCulture));
        }

        foreach ((string name, ViewUtility utility) in report.Fixed)
        {
            table.Add(name, Tables.Score(utility.Mean), "", Tables.Score(utility.Rewrite), Tables.Score(utility.Decode), "", "", "", "", "", "", "");
        }

        return table;
    }

    private static void WriteStudies(Terminal terminal, DarsReport report)
    {
        if (report.Ablation.Count == 0)
        {
            return;
        }

        Table ablation = Tables.Create("supervision", ["mean", "U_rew", "U_dec", .. report.Routers.Keys]);
        foreach ((string name, VariantResult variant) in report.Ablation)
        {
            ablation.Add(name, [Tables.Score(variant.Mean), Tables.Score(variant.Rewrite), Tables.Score(variant.Decode), .. variant.Routers.Values.Select(u => Tables.Score(u.Mean))]);
        }

        terminal.Results.Write(ablation);
        Table protocols = Tables.Create("rewrites × decodes", ["mean", .. report.Routers.Keys]);
        foreach (ProtocolResult protocol in report.SampleEfficiency)
        {
            protocols.Add($"{protocol.Rewrites} × {protocol.Decodes}", [Tables.Score(protocol.Mean), .. protocol.Routers.Values.Select(u => Tables.Score(u))]);
        }

        terminal.Results.Write(protocols);
        Table sensitivity = Tables.Create("β", ["mean", .. report.Routers.Keys]);
        foreach (SensitivityResult result in report.RiskSensitivity)
        {
            sensitivity.Add(Number(result.Beta), [Tables.Score(result.Mean), .. result.Routers.Values.Select(u => Tables.Score(u))]);
        }

        terminal.Results.Write(sensitivity);
    }

    private static string Number(double value) => value.ToString(CultureInfo.InvariantCulture);
}
