using System.Text.Json;
using OrleansRouter.Routing.Data.Files;
using OrleansRouter.Routing.Data.Labels;

namespace OrleansRouter.Routing.Data;

/// <summary>
/// Reads kind B data, JSON lines with <c>id</c>, <c>task</c>, <c>prompt</c> and labels, plain or gzipped. Labels of single responses:
/// <c>gold {model: number}</c>, <c>judges {judge: {model: number}}</c>, <c>auto_label {name: {model: number}}</c>. Labels of pairs, in rows with
/// <c>model_a</c> and <c>model_b</c>: <c>gold</c> as a number, <c>preference</c> as a number or <c>{judge: number}</c>, positive where a is better.
/// Beside them <c>costs {model: US dollars}</c>, <c>improper</c>, <c>mechanism</c> ("gold" or "preference") and <c>simulated</c>.
/// </summary>
/// <remarks>Labels lie in [−1000, 1000]; null means "none" (NaN). Rows flagged improper are kept and stay flagged.</remarks>
public static class LabelTableReader
{
    /// <summary>Reads the files as one table; row ids are unique over all of them.</summary>
    /// <exception cref="ArgumentException">No file is given.</exception>
    /// <exception cref="FileNotFoundException">A file does not exist.</exception>
    /// <exception cref="DataFormatException">A file is malformed or of another kind, or an id occurs twice.</exception>
    public static LabelTable Read(IReadOnlyList<string> files, CancellationToken cancellationToken = default)
    {
        DataSniffer.RequireFiles(files);
        var table = new LabelTableBuilder();
        foreach (string file in files)
        {
            DataSniffer.Expect(file, DataKind.Labels);
            foreach (JsonRow row in JsonLines.Read(file, cancellationToken))
            {
                ReadRow(row, table);
            }
        }

        return table.Build(files);
    }

    private static void ReadRow(JsonRow row, LabelTableBuilder table)
    {
        (string A, string B) pair = ReadPair(row);
        bool isPair = pair.A.Length > 0;
        int number = table.AddRow(row.Query(), pair, row.Flag("improper"), row.Flag("simulated"), row.File, row.Line);
        if (!table.TryAddMechanism(number, ReadMechanism(row)))
        {
            throw new DataFormatException(row.File, row.Line, "'mechanism' must stand in every row or in none.");
        }

        ReadGold(row, table, number, isPair);
        ReadScores(row, "judges", table, number);
        ReadScores(row, "auto_label", table, number);
        ReadPreference(row, table, number, isPair);
        foreach (JsonProperty cost in row.Members("costs"))
        {
            table.AddCost(number, cost.Name, row.Number($"costs.{cost.Name}", cost.Value, NumberRange.CostUsd));
        }
    }

    private static (string A, string B) ReadPair(JsonRow row)
    {
        if (!row.Has("model_a") && !row.Has("model_b"))
        {
            return ("", "");
        }

        (string a, string b) = (row.Name("model_a"), row.Name("model_b"));
        return a != b ? (a, b) : throw DataFormatException.ForValue(row.File, row.Line, "model_b", $"\"{b}\"", "another model than 'model_a'");
    }

    private static bool? ReadMechanism(JsonRow row) => row.OptionalText("mechanism") switch
    {
        null => null,
        LabelTable.Gold => true,
        LabelTable.Preference => false,
        string other => throw DataFormatException.ForValue(row.File, row.Line, "mechanism", $"\"{other}\"", "\"gold\" or \"preference\""),
    };

    private static void ReadGold(JsonRow row, LabelTableBuilder table, int number, bool isPair)
    {
        if (!row.TryGet("gold", out JsonElement gold))
        {
            return;
        }

        if (isPair)
        {
            table.AddGain(number, LabelTable.Gold, row.Number("gold", gold, NumberRange.Score));
            return;
        }

        foreach (JsonProperty score in row.Members("gold", gold))
        {
            table.AddScore(number, LabelTable.Gold, score.Name, row.Number($"gold.{score.Name}", score.Value, NumberRange.Score));
        }
    }

    private static void ReadScores(JsonRow row, string field, LabelTableBuilder table, int number)
    {
        foreach (JsonProperty source in row.Members(field))
        {
            if (table.HasScores(number, source.Name))
            {
                throw new DataFormatException(row.File, row.Line, $"'{field}' names a source \"{source.Name}\" that 'judges' already has.");
            }

            string path = $"{field}.{CheckedName(row, field, source.Name)}";
            foreach (JsonProperty score in row.Members(path, source.Value))
            {
                table.AddScore(number, source.Name, score.Name, row.Number($"{path}.{score.Name}", score.Value, NumberRange.Score));
            }
        }
    }

    private static void ReadPreference(JsonRow row, LabelTableBuilder table, int number, bool isPair)
    {
        if (!row.TryGet("preference", out JsonElement preference))
        {
            return;
        }

        if (!isPair)
        {
            throw new DataFormatException(row.File, row.Line, "'preference' needs 'model_a' and 'model_b' beside it.");
        }

        if (preference.ValueKind != JsonValueKind.Object)
        {
            table.AddGain(number, LabelTable.Preference, row.Number("preference", preference, NumberRange.Score));
            return;
        }

        foreach (JsonProperty verdict in preference.EnumerateObject())
        {
            string name = CheckedName(row, "preference", verdict.Name);
            table.AddGain(number, name, row.Number($"preference.{name}", verdict.Value, NumberRange.Score));
        }
    }

    private static string CheckedName(JsonRow row, string field, string name) => name is LabelTable.Gold or LabelTable.Preference or ""
        ? throw new DataFormatException(row.File, row.Line, $"'{field}' names a source \"{name}\"; that name is reserved.")
        : name;
}
