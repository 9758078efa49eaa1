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
        var defaults = new ScoreSimulationOptions();
        var kind = new Option<DataKind>("--kind") { Description = "scores, labels or observations.", DefaultValueFactory = _ => DataKind.Scores };
        kind.AcceptOnlyFromAmong("scores", "labels", "observations");
        var queries = new Option<int>("--queries") { Description = "Number of queries.", DefaultValueFactory = _ => defaults.Queries };
        var models = new Option<int>("--models") { Description = "Number of models.", DefaultValueFactory = _ => defaults.Models };
        var tasks = new Option<int>("--tasks") { Description = "Number of tasks.", DefaultValueFactory = _ => defaults.Tasks };
        Option<ulong> seed = SharedOptions.Seed();
        var output = new Option<string>("--out") { Description = "What to write: a file (.jsonl, .jsonl.gz), for observations a folder.", Required = true };
        var command = new Command("simulate", "Make simulated data; every row says that it is simulated.") { kind, queries, models, tasks, seed, output };
        command.Run(terminal, async (parsed, cancellationToken) =>
        {
            SimulationOptions options = Defaults(parsed.GetValue(kind)) with
            {
                Queries = parsed.GetValue(queries),
                Models = parsed.GetValue(models),
                Tasks = parsed.GetValue(tasks),
                Seed = parsed.GetValue(seed),
            };
            string path = parsed.GetRequiredValue(output);
            string source = await ProgressBar.RunAsync(terminal, "Simulating", _ => Write(options, path, cancellationToken), cancellationToken).ConfigureAwait(false);
            terminal.WriteLine($"{path}: {source} (SIMULATED)");
        });
        return command;
    }

    private static SimulationOptions Defaults(DataKind kind) => kind switch
    {
        DataKind.Labels => new LabelSimulationOptions(),
        DataKind.Observations => new ObservationSimulationOptions(),
        _ => new ScoreSimulationOptions(),
    };

    /// <summary>Writes the data and returns what they are called.</summary>
    private static string Write(SimulationOptions options, string path, CancellationToken cancellationToken)
    {
        switch (options)
        {
            case LabelSimulationOptions labels:
                LabelTable labelled = Simulator.Labels(labels, cancellationToken).Table;
                LabelTableWriter.Write(labelled, path);
                return labelled.Source;
            case ObservationSimulationOptions observations:
                ObservationTable observed = Simulator.Observations(observations, cancellationToken).Table;
                ObservationTableWriter.Write(observed, path);
                return observed.Source;
            default:
                ScoreTable scored = Simulator.Scores((ScoreSimulationOptions)options, cancellationToken).Table;
                ScoreTableWriter.Write(scored, path);
                return scored.Source;
        }
    }
}
