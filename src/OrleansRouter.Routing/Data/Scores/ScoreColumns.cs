using System.Globalization;
using OrleansRouter.Routing.Data.Files;

namespace OrleansRouter.Routing.Data.Scores;

/// <summary>
/// Score data as a wide table. RouterBench: <c>sample_id, prompt, eval_name</c>, one column per model with its score, and
/// <c>model|total_cost</c>, <c>model|model_response</c>, <c>oracle_model_to_route_to</c>. RouteLLM: <c>prompt</c> and one True/False column per
/// model, perhaps with <c>model_response</c> columns.
/// </summary>
/// <remarks>Rows without an id are called after their file and row number.</remarks>
internal static class ScoreColumns
{
    private const string CostSuffix = "|total_cost";
    private static readonly string[] IdColumns = ["id", "sample_id"];
    private static readonly string[] TaskColumns = ["task", "eval_name"];

    /// <summary>Columns that describe the query; every other column without a known suffix is a model.</summary>
    private static readonly HashSet<string> NoModel = new(
        [.. IdColumns, .. TaskColumns, "", "Unnamed: 0", "prompt", "subtask", "source_split", "oracle_model_to_route_to", "simulated"],
        StringComparer.Ordinal);

    private sealed record Model(string Name, int Score, int Cost);

    /// <summary>Adds every row of the file to the table.</summary>
    public static void Read(string file, ScoreTableBuilder table, CancellationToken cancellationToken)
    {
        using CsvRows rows = CsvRows.Open(file);
        Model[] models = FindModels(rows);
        int id = rows.IndexOf(IdColumns), task = rows.IndexOf(TaskColumns), prompt = rows.IndexOf("prompt"), simulated = rows.IndexOf("simulated");
        string stem = Path.GetFileName(file).Split('.')[0];
        for (int count = 1; rows.Read(); count++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            string name = id < 0 ? string.Create(CultureInfo.InvariantCulture, $"{stem}.{count}") : rows.Name(id);
            var query = new Query(name, task < 0 ? "" : rows.Text(task), rows.Text(prompt));
            int row = table.AddRow(query, simulated >= 0 && rows.Flag(simulated), file, rows.Line);
            AddCells(rows, models, table, row);
        }
    }

    private static void AddCells(CsvRows rows, Model[] models, ScoreTableBuilder table, int row)
    {
        foreach (Model model in models)
        {
            table.AddScore(row, model.Name, rows.Number(model.Score, NumberRange.Score));
            if (model.Cost >= 0)
            {
                table.AddCost(row, model.Name, rows.Number(model.Cost, NumberRange.CostUsd), rows.File, rows.Line);
            }
        }
    }

    /// <summary>With cost columns the models are those that have one; without, every column that describes neither the query nor a model.</summary>
    private static Model[] FindModels(CsvRows rows)
    {
        string[] priced = [.. rows.Columns.Where(x => x.EndsWith(CostSuffix, StringComparison.Ordinal)).Select(x => x[..^CostSuffix.Length])];
        string[] names = priced.Length > 0 ? priced : [.. rows.Columns.Where(x => IsModel(rows, x))];
        return names.Length > 0
            ? [.. names.Select(x => new Model(x, ScoreColumn(rows, x), rows.IndexOf(x + CostSuffix)))]
            : throw new DataFormatException(rows.File, 1, "the header names no model; expected one column per model beside 'prompt'.");
    }

    private static int ScoreColumn(CsvRows rows, string model) => rows.IndexOf(model) is >= 0 and int column
        ? column
        : throw new DataFormatException(rows.File, 1, $"the header has '{model}{CostSuffix}' but no column '{model}' with the scores.");

    private static bool IsModel(CsvRows rows, string column)
    {
        const string response = "_response";
        return !NoModel.Contains(column) && !column.Contains('|')
            && !(column.EndsWith(response, StringComparison.Ordinal) && rows.IndexOf(column[..^response.Length]) >= 0);
    }
}
