using OrleansRouter.Routing.Data;
using Spectre.Console;

namespace OrleansRouter.Cli.Output;

/// <summary>Descriptions of data sets, as tables.</summary>
internal static class DataReport
{
    public static void Write(Terminal terminal, DatasetDescription data)
    {
        WriteHeader(terminal, data.Source, data.IsSimulated, $"{data.Rows} rows, {data.CompleteRows} with all {data.Models.Count} models", data.Tasks);
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

    public static void Write(Terminal terminal, LabelDescription data)
    {
        WriteHeader(terminal, data.Source, data.IsSimulated, $"{data.Rows} rows, {data.ImproperRows} of them improper, {data.Models.Count} models", data.Tasks);
        Table sources = Tables.Create("label source", [.. data.Models]);
        foreach (LabelSourceDescription source in data.Sources)
        {
            sources.Add(source.Name, [.. source.MeanScores.Select(Tables.Score)]);
        }

        terminal.Results.Write(sources);
    }

    public static void Write(Terminal terminal, ObservationDescription data)
    {
        terminal.WriteLine($"{data.Observations} observations, {data.FewestPerCell} to {data.MostPerCell} of each of {data.ObservedCells} pairs of query and model; "
            + $"rewrites: {string.Join(", ", data.Rewrites)}; {data.UnscoredRows} rows without a score");
        terminal.WriteLine("means over the observations of each pair:");
        Write(terminal, data.Means);
    }

    private static void WriteHeader(Terminal terminal, string source, bool isSimulated, string size, IReadOnlyList<TaskCount> tasks)
    {
        terminal.WriteLine($"{source}{(isSimulated ? " (SIMULATED)" : "")}: {size}");
        terminal.WriteLine("tasks: " + string.Join(", ", tasks.Select(task => $"{task.Task} {task.Rows}")));
    }

    private static void AddChoice(Table table, string choice, Outcome? outcome) =>
        table.Add(outcome is { Name.Length: > 0 } ? $"{choice}: {outcome.Name}" : choice, Tables.Score(outcome?.Score), Tables.Usd(outcome?.CostUsd));
}
