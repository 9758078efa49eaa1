using OrleansRouter.Routing.Data.Files;

namespace OrleansRouter.Routing.Data;

/// <summary>Tells what a data file holds from its first row.</summary>
public static class DataSniffer
{
    private static readonly string[] LabelFields = ["gold", "judges", "auto_label", "preference"];

    /// <summary>What a file holds; a folder can only hold observations.</summary>
    /// <exception cref="FileNotFoundException">There is no such file or folder.</exception>
    /// <exception cref="DataFormatException">The file is empty, damaged or of no known kind.</exception>
    public static DataKind KindOf(string path) => Directory.Exists(path) ? DataKind.Observations : KindOf(LayoutOf(path));

    internal static DataKind KindOf(FileLayout layout) => layout switch
    {
        FileLayout.ScoreRows or FileLayout.ScoreColumns => DataKind.Scores,
        FileLayout.LabelRows => DataKind.Labels,
        FileLayout.PriceColumns or FileLayout.AliasColumns => DataKind.Prices,
        _ => DataKind.Observations,
    };

    /// <summary>Checks that there is something to read.</summary>
    internal static void RequireFiles(IReadOnlyList<string> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        if (files.Count == 0)
        {
            throw new ArgumentException("No data file is given; expected at least one.", nameof(files));
        }
    }

    /// <summary>The file's layout, which must be of the expected kind.</summary>
    internal static FileLayout Expect(string file, DataKind expected)
    {
        FileLayout layout = LayoutOf(file);
        DataKind found = KindOf(layout);
        return found == expected
            ? layout
            : throw new DataFormatException(file, null, $"the file holds {Describe(found)}; expected {Describe(expected)}.");
    }

    private static FileLayout LayoutOf(string file)
    {
        using (Stream stream = DataStream.Open(file))
        {
            var lines = new LineReader(file, stream);
            while (lines.TryRead(out ReadOnlyMemory<byte> line))
            {
                ReadOnlySpan<byte> text = line.Span.TrimStart(" \t"u8);
                if (text.Length > 0)
                {
                    return text[0] switch
                    {
                        (byte)'{' => JsonLines.Read(file, default).Select(LayoutOf).First(),
                        (byte)'[' => throw new DataFormatException(file, lines.LineNumber, "the file is a JSON array; expected one JSON object a line."),
                        _ => ColumnLayoutOf(file),
                    };
                }
            }
        }

        throw new DataFormatException(file, null, "the file is empty; expected at least one row.");
    }

    private static FileLayout LayoutOf(JsonRow row)
    {
        if (row.Has("scores"))
        {
            return FileLayout.ScoreRows;
        }

        if (row.Has("observation_type") || row.Has("prompt_variant_id"))
        {
            return FileLayout.DarsRows;
        }

        if (LabelFields.Any(row.Has))
        {
            return FileLayout.LabelRows;
        }

        return row.Has("id") && row.Has("prompt") ? FileLayout.QueryRows : throw new DataFormatException(row.File, row.Line,
            "no known kind of row; expected 'scores' (kind A), 'gold', 'judges', 'auto_label' or 'preference' (kind B), "
            + "or 'id' and 'prompt' (queries of kind C).");
    }

    private static FileLayout ColumnLayoutOf(string file)
    {
        using CsvRows rows = CsvRows.Open(file);
        bool HasAll(params ReadOnlySpan<string> names)
        {
            foreach (string name in names)
            {
                if (rows.IndexOf(name) < 0)
                {
                    return false;
                }
            }

            return true;
        }

        return HasAll("id", "model", "rewrite", "decode", "score") ? FileLayout.ObservationColumns
            : HasAll("model_key", "input_usd_per_token", "output_usd_per_token") ? FileLayout.PriceColumns
            : HasAll("dataset", "model", "price_key") ? FileLayout.AliasColumns
            : HasAll("prompt") ? FileLayout.ScoreColumns
            : throw new DataFormatException(file, 1, "no known kind of table; expected a column 'prompt' and one per model (kind A), "
                + "'id,model,rewrite,decode,score' (kind C) or 'model_key,input_usd_per_token,output_usd_per_token' (prices).");
    }

    private static string Describe(DataKind kind) => kind switch
    {
        DataKind.Scores => "scores per query and model (kind A)",
        DataKind.Labels => "gold and cheap labels (kind B)",
        DataKind.Observations => "repeated observations or their queries (kind C)",
        _ => "model prices",
    };
}
