using OrleansRouter.Routing.Data.Files;

namespace OrleansRouter.Routing.Data;

/// <summary>Writes kind A data as JSON lines, which <see cref="ScoreTableReader"/> reads back exactly.</summary>
public static class ScoreTableWriter
{
    /// <summary>Writes the table; equal tables give equal bytes.</summary>
    /// <param name="table">What to write; simulated tables carry <c>"simulated": true</c> in every row.</param>
    /// <param name="file">Compressed when it ends in <c>.gz</c>; replaced when it exists, and only by a whole file.</param>
    public static void Write(ScoreTable table, string file)
    {
        bool hasCosts = table.HasCosts;
        JsonLinesWriter.Write(file, table.Queries, table.IsSimulated, (json, i) =>
        {
            JsonLinesWriter.WriteCells(json, "scores", table.Models, table.Scores.Row(i));
            if (hasCosts)
            {
                JsonLinesWriter.WriteCells(json, "costs", table.Models, table.CostsUsd.Row(i));
            }
        });
    }
}
