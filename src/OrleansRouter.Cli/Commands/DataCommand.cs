using System.CommandLine;
using OrleansRouter.Cli.Output;
using OrleansRouter.Routing.Data;

namespace OrleansRouter.Cli.Commands;

/// <summary><c>data describe</c>; the others are <see cref="SimulateCommand"/> and <see cref="SimulateJudgeCommand"/>.</summary>
internal static class DataCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("data", "Look at routing data, or make simulated data.");
        command.Subcommands.Add(Describe(terminal));
        command.Subcommands.Add(SimulateCommand.Create(terminal));
        command.Subcommands.Add(SimulateJudgeCommand.Create(terminal));
        return command;
    }

    private static Command Describe(Terminal terminal)
    {
        var files = new Argument<string[]>("files")
        {
            Description = "Scores, labels or observations (.jsonl, .csv, each also .gz); for observations also their folder.",
            Arity = ArgumentArity.OneOrMore,
        };
        Option<bool> json = SharedOptions.Json();
        var command = new Command("describe", "Rows, tasks, models, mean score and cost, best fixed model, cheapest model and oracle.") { files, json };
        command.Run(terminal, async (parsed, cancellationToken) =>
        {
            string[] paths = parsed.GetRequiredValue(files);
            object description = await ProgressBar.RunAsync(terminal, "Reading", _ => Read(paths, cancellationToken), cancellationToken).ConfigureAwait(false);
            Write(terminal, description, parsed.GetValue(json));
        });
        return command;
    }

    private static object Read(string[] paths, CancellationToken cancellationToken) =>
        (Directory.Exists(paths[0]) ? DataKind.Observations : DataSniffer.KindOf(paths[0])) switch
        {
            DataKind.Scores => DatasetDescription.Of(ScoreTableReader.Read(paths, cancellationToken)),
            DataKind.Labels => LabelDescription.Of(LabelTableReader.Read(paths, cancellationToken)),
            DataKind.Observations => ObservationDescription.Of(ObservationTableReader.Read(paths, cancellationToken)),
            DataKind kind => throw new UsageException($"{paths[0]} holds {kind.ToString().ToLowerInvariant()}; expected scores, labels or observations."),
        };

    private static void Write(Terminal terminal, object description, bool asJson)
    {
        if (asJson)
        {
            terminal.WriteJson(description);
            return;
        }

        switch (description)
        {
            case LabelDescription labels:
                DataReport.Write(terminal, labels);
                break;
            case ObservationDescription observations:
                DataReport.Write(terminal, observations);
                break;
            default:
                DataReport.Write(terminal, (DatasetDescription)description);
                break;
        }
    }
}
