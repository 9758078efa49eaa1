using System.CommandLine;
using OrleansRouter.Cli.Output;
using OrleansRouter.Routing.Data;
using OrleansRouter.Routing.Data.Simulation;

namespace OrleansRouter.Cli.Commands;

/// <summary><c>data simulate-judge</c>: real scores with a declared, biased judge beside them, for comparisons whose bias has to be known.</summary>
internal static class SimulateJudgeCommand
{
    public static Command Create(Terminal terminal)
    {
        var defaults = new JudgeSimulationOptions();
        Option<string[]> data = SharedOptions.Data();
        var bias = new Option<BiasShape>("--bias") { Description = "How the judge's bias depends on the query: none, constant, linear (in the rank of the prompt's length), step (every second task) or halves (the first half of the tasks).", DefaultValueFactory = _ => defaults.Bias };
        var size = new Option<double>("--bias-size") { Description = "How often the judge does not look at an answer of the cheapest or the dearest model.", DefaultValueFactory = _ => defaults.BiasSize };
        var goldShare = new Option<double?>("--gold-share") { Description = "Share of queries to mark as judged by gold, the others as judged by the judge: what training then learns from. Default: none is marked." };
        Option<ulong> seed = SharedOptions.Seed();
        var output = new Option<string>("--out") { Description = "The file to write (.jsonl, .jsonl.gz).", Required = true };
        var command = new Command("simulate-judge", "Add the labels of a simulated, biased judge to real scores; every row says that it is simulated.") { data, bias, size, goldShare, seed, output };
        command.Run(terminal, async (parsed, cancellationToken) =>
        {
            var options = new JudgeSimulationOptions { Bias = parsed.GetValue(bias), BiasSize = parsed.GetValue(size), GoldShare = parsed.GetValue(goldShare), Seed = parsed.GetValue(seed) };
            string path = parsed.GetRequiredValue(output);
            string source = await ProgressBar.RunAsync(terminal, "Judging", _ =>
            {
                LabelTable judged = Simulator.Judge(ScoreTableReader.Read(parsed.GetRequiredValue(data), cancellationToken), options);
                LabelTableWriter.Write(judged, path);
                return judged.Source;
            }, cancellationToken).ConfigureAwait(false);
            terminal.WriteLine($"{path}: {source} (SIMULATED)");
        });
        return command;
    }
}
