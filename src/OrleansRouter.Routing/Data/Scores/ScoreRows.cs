using System.Text.Json;
using OrleansRouter.Routing.Data.Files;

namespace OrleansRouter.Routing.Data.Scores;

/// <summary>Score data as JSON lines.</summary>
internal static class ScoreRows
{
    /// <summary>Adds every row of the file to the table.</summary>
    public static void Read(string file, ScoreTableBuilder table, CancellationToken cancellationToken)
    {
        foreach (JsonRow row in JsonLines.Read(file, cancellationToken))
        {
            if (!row.TryGet("scores", out _))
            {
                throw DataFormatException.ForMissing(file, row.Line, "scores", "an object {model: number}");
            }

            int number = table.AddRow(row.Query(), row.Flag("simulated"), file, row.Line);
            foreach (JsonProperty score in row.Members("scores"))
            {
                table.AddScore(number, score.Name, row.Number($"scores.{score.Name}", score.Value, NumberRange.Score));
            }

            foreach (JsonProperty cost in row.Members("costs"))
            {
                table.AddCost(number, cost.Name, row.Number($"costs.{cost.Name}", cost.Value, NumberRange.CostUsd), file, row.Line);
            }
        }
    }
}
