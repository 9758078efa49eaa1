using OrleansRouter.Routing.Data.Files;
using OrleansRouter.Routing.Data.Scores;

namespace OrleansRouter.Routing.Data;

/// <summary>
/// Reads kind A data: JSON lines <c>{"id", "task", "prompt", "scores": {model: number}, "costs": {model: US dollars}}</c>, or wide tables
/// as RouterBench and RouteLLM publish them; plain or gzipped.
/// </summary>
/// <remarks>
/// Scores lie in [−1000, 1000], costs are finite and not negative; null, an absent model and an empty cell mean "none" (NaN).
/// A row with <c>"simulated": true</c> marks the whole table as simulated.
/// </remarks>
public static class ScoreTableReader
{
    /// <summary>Reads the files as one table; query ids are unique over all of them.</summary>
    /// <exception cref="ArgumentException">No file is given.</exception>
    /// <exception cref="FileNotFoundException">A file does not exist.</exception>
    /// <exception cref="DataFormatException">A file is malformed or of another kind, or an id occurs twice.</exception>
    public static ScoreTable Read(IReadOnlyList<string> files, CancellationToken cancellationToken = default)
    {
        DataSniffer.RequireFiles(files);
        var table = new ScoreTableBuilder();
        foreach (string file in files)
        {
            if (DataSniffer.Expect(file, DataKind.Scores) == FileLayout.ScoreRows)
            {
                ScoreRows.Read(file, table, cancellationToken);
            }
            else
            {
                ScoreColumns.Read(file, table, cancellationToken);
            }
        }

        return table.Build(files);
    }
}
