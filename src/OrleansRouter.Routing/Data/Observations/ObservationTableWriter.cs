using CsvHelper;
using OrleansRouter.Routing.Data.Files;

namespace OrleansRouter.Routing.Data;

/// <summary>Writes kind C data as <c>queries.jsonl.gz</c> and <c>observations.csv.gz</c>, which <see cref="ObservationTableReader"/> reads back exactly.</summary>
public static class ObservationTableWriter
{
    private static readonly string[] Columns =
        ["id", "model", "rewrite", "decode", "score", "output_chars", "temperature", "cost_usd", "simulated"];

    /// <summary>Writes both files into a folder, which is made when it does not exist; equal tables give equal bytes.</summary>
    public static void Write(ObservationTable table, string folder)
    {
        Directory.CreateDirectory(folder);
        JsonLinesWriter.Write(Path.Combine(folder, "queries.jsonl.gz"), table.Queries, table.IsSimulated, (json, i) =>
        {
            if (table.Splits[i].Length > 0)
            {
                json.WriteString("source_split", table.Splits[i]);
            }
        });
        DataOutput.Write(Path.Combine(folder, "observations.csv.gz"), stream => WriteObservations(table, stream));
    }

    private static void WriteObservations(ObservationTable table, Stream stream)
    {
        using var csv = CsvWriter.Create(stream, new CsvWriterOptions { NewLine = "\n", TrueValue = "true", FalseValue = "false" }, leaveOpen: true);
        csv.WriteHeader(Columns);
        for (int j = 0; j < table.Count; j++)
        {
            csv.WriteField(table.Queries[table.Query[j]].Id);
            csv.WriteField(table.Models[table.Model[j]]);
            csv.WriteField(table.Rewrites[table.Rewrite[j]]);
            csv.WriteField(table.Decode[j], default);
            csv.WriteField(table.Score[j], default);
            WriteKnown(csv, table.OutputChars[j]);
            csv.WriteField(table.Temperatures[table.Temperature[j]]);
            WriteKnown(csv, table.CostUsd[j]);
            csv.WriteField(table.IsSimulated);
            csv.EndRecord();
        }
    }

    /// <summary>A number, or an empty cell for NaN.</summary>
    private static void WriteKnown(CsvWriter csv, double value)
    {
        if (double.IsNaN(value))
        {
            csv.WriteField("");
        }
        else
        {
            csv.WriteField(value, default);
        }
    }
}
