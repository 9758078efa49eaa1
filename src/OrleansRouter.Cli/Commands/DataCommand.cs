using System.CommandLine;
using OrleansRouter.Cli.Output;
using OrleansRouter.Routing.Data;
using Spectre.Console;

namespace OrleansRouter.Cli.Commands;

/// <summary><c>data describe</c>; <c>data simulate</c> is <see cref="SimulateCommand"/>.</summary>
internal static class DataCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("data", "Look at routing data, or make simulated data.");
        command.Subcommands.Add(Describe(terminal));
        command.Subcommands.Add(SimulateCommand.Create(terminal));
        return command;
    }

    private static Command Describe(Terminal terminal)
    {
        var files = new Argument<string[]>("files") { Description = "Score tables (.jsonl, .csv, each also .gz).", Arity = ArgumentArity.OneOrMore };
        Option<bool> json = SharedOptions.Json();
        var command = new Command("describe", "Rows, tasks, models, mean score and cost, best fixed model, cheapest model and oracle.") { files, json };
        command.Run(terminal, async (parsed, cancellationToken) =>
        {
            ScoreTable table = await ProgressBar.RunAsync(
                terminal, "Reading", _ => ScoreTableReader.Read(parsed.GetRequiredValue(files), cancellationToken), cancellationToken).ConfigureAwait(false);
            DatasetDescription description = DatasetDescription.Of(table);
            if (parsed.GetValue(json))
            {
                terminal.WriteJson(description);
            }
            else
            {
                Print(terminal, description);
            }
        });
        return command;
    }

    private static void Print(Terminal terminal, DatasetDescription data)
    {
        terminal.WriteLine($"{data.Source}{(data.IsSimulated ? " (SIMULATED)" : "")}: {data.Rows} rows, {data.CompleteRows} with all {data.Models.Count} models");
        terminal.WriteLine("tasks: " + string.Join(", ", data.Tasks.Select(task => $"{task.Task} {task.Rows}")));
        Table models = Tables.Create("model", "rows", "mean score", "mean cost (USD)");
        foreach (ModelDescription model in data.Models)
        {
            models.Add(model.Name, $"{model.ScoredRows}", Tables.Score(model.Score), Tables.Usd(model.CostUsd));
        }

        Table choices = Tables.Create("choice", "mean score", "mean cost (USD)");
        AddChoice(choices, "best fixed", data.BestFixed);
        AddChoice(choices, "cheapest", data.Cheapest);
        AddChoice(choices, "random", data.MeanOverModels with { Name = "" });
        AddChoice(choices, "oracle", data.Oracle with { Name = "" });
        terminal.Results.Write(models);
        terminal.Results.Write(choices);
    }

    private static void AddChoice(Table table, string choice, Outcome? outcome) =>
        table.Add(outcome is { Name.Length: > 0 } ? $"{choice}: {outcome.Name}" : choice, Tables.Score(outcome?.Score), Tables.Usd(outcome?.CostUsd));
}
