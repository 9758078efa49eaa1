using OrleansRouter.Routing.Data.Files;
using OrleansRouter.Routing.Data.Observations;

namespace OrleansRouter.Routing.Data;

/// <summary>
/// Reads kind C data: queries as JSON lines <c>{"id", "task", "prompt"}</c> with observations as a table
/// <c>id,model,rewrite,decode,score[,output_chars][,cost_usd][,temperature]</c>; or the release layout of the DARS authors. Plain or gzipped.
/// </summary>
/// <remarks>
/// Scores lie in [−1000, 1000]; observations without a score are left out and counted. An observation is one (query, model, rewrite,
/// temperature, decode) and may occur once.
/// </remarks>
public static class ObservationTableReader
{
    private const string DarsPattern = "*_scored_generations.jsonl*";

    private static readonly string[] FolderFiles = ["queries.jsonl.gz", "queries.jsonl", "observations.csv.gz", "observations.csv"];

    /// <summary>Reads files, in any order, and folders as one table.</summary>
    /// <param name="paths">
    /// Files; or folders that hold <c>queries.jsonl[.gz]</c> and <c>observations.csv[.gz]</c>, or <c>*_scored_generations.jsonl</c> at any depth.
    /// </param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="ArgumentException">No path is given.</exception>
    /// <exception cref="FileNotFoundException">A file does not exist.</exception>
    /// <exception cref="DataFormatException">A file is malformed or of another kind, or a folder holds none.</exception>
    public static ObservationTable Read(IReadOnlyList<string> paths, CancellationToken cancellationToken = default)
    {
        DataSniffer.RequireFiles(paths);
        string[] files = FilesOf(paths);
        ILookup<FileLayout, string> byLayout = files.ToLookup(x => DataSniffer.Expect(x, DataKind.Observations));
        var table = new ObservationTableBuilder();
        foreach (JsonRow row in byLayout[FileLayout.QueryRows].SelectMany(x => JsonLines.Read(x, cancellationToken)))
        {
            table.IsSimulated |= row.Flag("simulated");
            table.AddQuery(row.Query(), row.OptionalText("source_split") ?? "", row.File, row.Line);
        }

        foreach (string file in byLayout[FileLayout.ObservationColumns])
        {
            ObservationColumns.Read(file, table, cancellationToken);
        }

        foreach (string file in byLayout[FileLayout.DarsRows])
        {
            DarsRows.Read(file, table, cancellationToken);
        }

        return table.Build(files);
    }

    /// <summary>The files that <see cref="Read"/> reads: those of folders, and files as they are.</summary>
    /// <exception cref="DataFormatException">A folder holds none.</exception>
    public static string[] FilesOf(IReadOnlyList<string> paths) => [.. paths.SelectMany(x => Directory.Exists(x) ? FilesIn(x) : [x])];

    private static string[] FilesIn(string folder)
    {
        string[] files =
        [
            .. FolderFiles.Select(x => Path.Combine(folder, x)).Where(File.Exists),
            .. Directory.GetFiles(folder, DarsPattern, SearchOption.AllDirectories).Order(StringComparer.Ordinal),
        ];
        return files.Length > 0 ? files : throw new DataFormatException(
            folder, null, $"the folder holds no observations; expected {string.Join(" or ", FolderFiles)}, or {DarsPattern}.");
    }
}
