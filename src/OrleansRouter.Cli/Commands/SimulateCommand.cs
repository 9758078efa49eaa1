using System.CommandLine;
using OrleansRouter.Cli.Output;
using OrleansRouter.Routing.Data;
using OrleansRouter.Routing.Data.Simulation;

namespace OrleansRouter.Cli.Commands;

/// <summary><c>data simulate</c>: declared, seeded data for a machine that has none.</summary>
internal static class SimulateCommand
{
    public static Command Create(Terminal terminal)
    {
        var defaults = new SimulationOptions();
        Option<string> kind = new Option<string>("--kind") { Description = "What to simulate.", DefaultValueFactory = _ => "scores" }
            .AcceptOnlyFromAmong("scores");
        var queries = new Option<int>("--queries") { Description = "Number of queries.", DefaultValueFactory = _ => defaults.Queries };
        var models = new Option<int>("--models") { Description = "Number of models.", DefaultValueFactory = _ => defaults.Models };
        var tasks = new Option<int>("--tasks") { Description = "Number of tasks.", DefaultValueFactory = _ => defaults.Tasks };
        Option<ulong> seed = SharedOptions.Seed();
        var output = new Option<string>("--out") { Description = "The file to write (.jsonl or .jsonl.gz).", Required = true };
        var command = new Command("simulate", "Make simulated data; every row says that it is simulated.") { kind, queries, models, tasks, seed, output };
        command.Run(terminal, async (parsed, cancellationToken) =>
        {
            var options = new SimulationOptions
            {
                Queries = parsed.GetValue(queries),
                Models = parsed.GetValue(models),
                Tasks = parsed.GetValue(tasks),
                Seed = parsed.GetValue(seed),
            };
            string path = parsed.GetRequiredValue(output);
            ScoreTable table = await ProgressBar.RunAsync(terminal, "Simulating", _ => Write(options, path, cancellationToken), cancellationToken).ConfigureAwait(false);
            terminal.WriteLine($"{path}: {table.Source} (SIMULATED)");
        });
        return command;
    }

    private static ScoreTable Write(SimulationOptions options, string path, CancellationToken cancellationToken)
    {
        ScoreTable table = Simulator.Scores(options, cancellationToken).Table;
        ScoreTableWriter.Write(table, path);
        return table;
    }
}
