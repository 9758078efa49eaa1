using System.CommandLine;
using System.Globalization;
using OrleansRouter.Cli.Output;
using OrleansRouter.Learning;
using OrleansRouter.Routing.Dars;
using OrleansRouter.Routing.Dars.Diagnostics;
using OrleansRouter.Routing.Evaluation.Metrics;
using Spectre.Console;

namespace OrleansRouter.Cli.Commands.Methods.Dars;

/// <summary><c>diagnose dars</c>: how far single observations can be trusted as labels.</summary>
internal static class DarsDiagnose
{
    public static Command Create(Terminal terminal)
    {
        var defaults = new DiagnosisOptions();
        var input = new DarsInput();
        var tolerance = new Option<double>("--tolerance") { Description = "Scores that differ by no more count as equal.", DefaultValueFactory = _ => defaults.Tolerance };
        var resamples = new Option<int>("--resamples") { Description = "Bootstrap samples of the intervals.", DefaultValueFactory = _ => defaults.Resamples };
        Option<ulong> seed = SharedOptions.Seed();
        Option<int> threads = SharedOptions.Threads();
        Option<bool> json = SharedOptions.Json();
        var command = new Command("dars", "How far single observations can be trusted as labels: instability, winner flips, disagreement, input and output variance.")
        {
            tolerance, resamples, seed, threads, json,
        };
        input.AddTo(command);
        input.AddCostWeightTo(command);
        command.Run(terminal, async (parsed, cancellationToken) =>
        {
            DarsDiagnosis diagnosis = await ProgressBar.RunAsync(terminal, "Diagnosing", progress =>
            {
                DarsData data = input.Read(parsed, completeQueriesOnly: false, cancellationToken);
                return DarsDiagnostics.Run(data, new DiagnosisOptions
                {
                    CostWeight = input.CostWeight(parsed, data),
                    Tolerance = parsed.GetValue(tolerance),
                    Resamples = parsed.GetValue(resamples),
                    Seed = parsed.GetValue(seed),
                }, new FitContext(parsed.GetValue(threads), progress, cancellationToken));
            }, cancellationToken).ConfigureAwait(false);
            Write(terminal, diagnosis, parsed.GetValue(json));
        });
        return command;
    }

    private static void Write(Terminal terminal, DarsDiagnosis diagnosis, bool asJson)
    {
        if (asJson)
        {
            terminal.WriteJson(diagnosis);
            return;
        }

        terminal.WriteLine($"{diagnosis.Source}{(diagnosis.IsSimulated ? " (SIMULATED)" : "")}: {diagnosis.Queries} queries, "
            + $"{diagnosis.Observations} observations, costs {diagnosis.Costs}, λ {diagnosis.Lambda.ToString(CultureInfo.InvariantCulture)}");
        DarsText.WriteLeftOut(terminal, diagnosis.ModelsLeftOut, diagnosis.QueriesLeftOut);
        Table figures = Tables.Create("diagnostic", "value", "95 % interval");
        foreach ((string name, string key, double? value) in new[]
        {
            ("outcome instability", "outcomeInstability", diagnosis.OutcomeInstability),
            ("winner flip rate", "winnerFlipRate", diagnosis.WinnerFlipRate),
            ("single-shot against distribution-aware label", "singleVsDistributionDisagreement", diagnosis.SingleVsDistributionDisagreement),
            ("input-side variance", "inputVariance", diagnosis.InputVariance),
            ("output-side variance", "outputVariance", diagnosis.OutputVariance),
        })
        {
            figures.Add(name, Tables.Score(value), Text(diagnosis.Intervals95[key]));
        }

        terminal.Results.Write(figures);
        Table models = Tables.Create("model", "queries", "mean quality", "risk", "instability", "95 % interval", "input variance", "output variance");
        foreach ((string id, ModelDiagnosis model) in diagnosis.PerModel)
        {
            models.Add(id, $"{model.Queries}", Tables.Score(model.MeanQuality), Tables.Score(model.Risk), Tables.Score(model.OutcomeInstability),
                Text(model.OutcomeInstability95), Tables.Score(model.InputVariance), Tables.Score(model.OutputVariance));
        }

        terminal.Results.Write(models);
    }

    private static string Text(Interval? interval) => interval is { } known ? $"[{Tables.Score(known.Low)}, {Tables.Score(known.High)}]" : "–";
}
