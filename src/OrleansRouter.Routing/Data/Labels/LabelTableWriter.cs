using System.Text.Json;
using OrleansRouter.Routing.Data.Files;

namespace OrleansRouter.Routing.Data;

/// <summary>Writes kind B data as JSON lines, which <see cref="LabelTableReader"/> reads back exactly.</summary>
public static class LabelTableWriter
{
    /// <summary>Writes the table; equal tables give equal bytes. Sources other than gold become <c>judges</c>, or judges of the row's <c>preference</c>.</summary>
    /// <param name="table">What to write; simulated tables carry <c>"simulated": true</c> in every row.</param>
    /// <param name="file">Compressed when it ends in <c>.gz</c>; replaced when it exists, and only by a whole file.</param>
    public static void Write(LabelTable table, string file) => JsonLinesWriter.Write(file, table.Queries, table.IsSimulated, (json, i) =>
    {
        if (table.Improper[i])
        {
            json.WriteBoolean("improper", true);
        }

        if (table.GoldLabelled is { } labelled)
        {
            json.WriteString("mechanism", labelled[i] ? LabelTable.Gold : LabelTable.Preference);
        }

        if (table.Pairs[i].A >= 0)
        {
            WriteVerdicts(json, table, i);
        }
        else
        {
            WriteScores(json, table, i);
        }

        if (!JsonLinesWriter.IsEmpty(table.CostsUsd.Row(i)))
        {
            JsonLinesWriter.WriteCells(json, "costs", table.Models, table.CostsUsd.Row(i));
        }
    });

    private static void WriteScores(Utf8JsonWriter json, LabelTable table, int row)
    {
        LabelSource[] known = [.. table.Sources.Where(x => !JsonLinesWriter.IsEmpty(x.Scores.Row(row)))];
        foreach (LabelSource gold in known.Where(x => x.Name == LabelTable.Gold))
        {
            JsonLinesWriter.WriteCells(json, LabelTable.Gold, table.Models, gold.Scores.Row(row));
        }

        json.WriteStartObject("judges");
        foreach (LabelSource judge in known.Where(x => x.Name != LabelTable.Gold))
        {
            JsonLinesWriter.WriteCells(json, judge.Name, table.Models, judge.Scores.Row(row));
        }

        json.WriteEndObject();
    }

    private static void WriteVerdicts(Utf8JsonWriter json, LabelTable table, int row)
    {
        json.WriteString("model_a", table.Models[table.Pairs[row].A]);
        json.WriteString("model_b", table.Models[table.Pairs[row].B]);
        LabelSource[] known = [.. table.Sources.Where(x => !double.IsNaN(x.Gains[row]))];
        foreach (LabelSource unnamed in known.Where(x => x.Name is LabelTable.Gold or LabelTable.Preference))
        {
            json.WriteNumber(unnamed.Name, unnamed.Gains[row]);
        }

        if (known.Length == 0)
        {
            json.WriteNull(LabelTable.Preference); // keeps the row recognisable as one of labels
        }

        LabelSource[] judges = [.. known.Where(x => x.Name is not (LabelTable.Gold or LabelTable.Preference))];
        if (judges.Length > 0)
        {
            json.WriteStartObject(LabelTable.Preference);
            Array.ForEach(judges, x => json.WriteNumber(x.Name, x.Gains[row]));
            json.WriteEndObject();
        }
    }
}
