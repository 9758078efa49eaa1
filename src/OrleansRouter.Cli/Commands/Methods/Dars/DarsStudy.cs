using System.CommandLine;
using System.Globalization;
using OrleansRouter.Cli.Output;
using OrleansRouter.Learning;
using OrleansRouter.Routing.Dars.Study;
using Spectre.Console;

namespace OrleansRouter.Cli.Commands.Methods.Dars;

/// <summary><c>dars study</c>: labels of simulated observations against their known truth, with what theory says.</summary>
internal static class DarsStudy
{
    public static Command Create(Terminal terminal)
    {
        var defaults = new NoiseStudyOptions();
        Option<int> queries = new Option<int>("--queries") { Description = "Number of simulated queries.", DefaultValueFactory = _ => defaults.Queries }.AtLeast(10);
        Option<int> models = new Option<int>("--models") { Description = "Number of simulated models.", DefaultValueFactory = _ => defaults.Models }.AtLeast(2);
        Option<int> rewrites = new Option<int>("--rewrites") { Description = "Rewrites of every query.", DefaultValueFactory = _ => defaults.Rewrites }.AtLeast(1);
        Option<int> decodes = new Option<int>("--decodes") { Description = "Decodes of every rewrite.", DefaultValueFactory = _ => defaults.Decodes }.AtLeast(1);
        var seed = new Option<ulong>("--seed") { Description = "Seed of everything random.", DefaultValueFactory = _ => defaults.Seed };
        Option<int> threads = SharedOptions.Threads();
        Option<bool> json = SharedOptions.Json();
        var command = new Command("study", "Simulated observations in four noise regimes: how often labels name the best model, and when the risk term pays.")
        {
            queries, models, rewrites, decodes, seed, threads, json,
        };
        command.Run(terminal, async (parsed, cancellationToken) =>
        {
            IReadOnlyList<NoiseStudyResult> results = await ProgressBar.RunAsync(terminal, "Simulating", _ => NoiseStudy.Run(new NoiseStudyOptions
            {
                Queries = parsed.GetValue(queries),
                Models = parsed.GetValue(models),
                Rewrites = parsed.GetValue(rewrites),
                Decodes = parsed.GetValue(decodes),
                Seed = parsed.GetValue(seed),
            }, new FitContext(parsed.GetValue(threads), CancellationToken: cancellationToken)), cancellationToken).ConfigureAwait(false);
            Write(terminal, results, parsed.GetValue(json));
        });
        return command;
    }

    private static void Write(Terminal terminal, IReadOnlyList<NoiseStudyResult> results, bool asJson)
    {
        if (asJson)
        {
            terminal.WriteJson(new { IsSimulated = true, Regimes = results });
            return;
        }

        terminal.WriteLine("SIMULATED observations; measured ± standard error (theory; of the risk term: with infinitely many observations)");
        Table table = Tables.Create("noise", "input sd", "output sd", "single-shot right", "all observations right", "margin", "risk term, penalised", "risk term, not penalised");
        foreach (NoiseStudyResult result in results)
        {
            table.Add(result.Regime.Name, Number(result.Regime.InputSd), Number(result.Regime.OutputSd), Text(result.SingleShotAgreement), Text(result.DarsAgreement), Text(result.Margin),
                Gain(result.RiskGainWhenPenalised), Gain(result.RiskGainWhenNot));
        }

        terminal.Results.Write(table);
    }

    private static string Text(StudyFigure figure) => $"{Tables.Score(figure.Value)} ± {Tables.Score(figure.StandardError)} ({Tables.Score(figure.Theory)})";

    private static string Gain(StudyFigure figure) =>
        string.Create(CultureInfo.InvariantCulture, $"{figure.Value:+0.00000;-0.00000} ± {figure.StandardError:0.00000} ({figure.Theory:+0.00000;-0.00000})");

    private static string Number(double value) => value.ToString(CultureInfo.InvariantCulture);
}
