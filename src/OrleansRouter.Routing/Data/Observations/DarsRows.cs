using System.Text.Json;
using OrleansRouter.Routing.Data.Files;

namespace OrleansRouter.Routing.Data.Observations;

/// <summary>
/// Observations in the release layout of the DARS authors: one JSON object per generation with <c>dataset, split, query_id, model, score, cost,
/// prompt_variant_id, decode_id, observation_type, original_question, question, context</c>.
/// </summary>
/// <remarks>
/// A query is called <c>dataset/query_id</c>, its task is the data set, its prompt is the original question after up to 1,200 characters of context,
/// as the authors encode it. Decodes of the original question (<c>decoding_variation</c>, or a variant below 0) are of rewrite
/// <see cref="ObservationTable.OriginalRewrite"/>; other rewrites are called by their variant number.
/// </remarks>
internal static class DarsRows
{
    private const int ContextChars = 1200;
    private const string DecodingVariation = "decoding_variation";

    /// <summary>Adds every generation of the file and the queries they belong to.</summary>
    public static void Read(string file, ObservationTableBuilder table, CancellationToken cancellationToken)
    {
        foreach (JsonRow row in JsonLines.Read(file, cancellationToken))
        {
            table.IsSimulated |= row.Flag("simulated");
            table.Add(new ObservationRow(
                QueryOf(row, table), row.Name("model"), RewriteOf(row), row.WholeNumber("decode_id") ?? 0, "",
                Number(row, "score", NumberRange.Score), Number(row, "output_chars", NumberRange.Count), CostOf(row)),
                file, row.Line);
        }
    }

    private static int QueryOf(JsonRow row, ObservationTableBuilder table)
    {
        string dataset = row.Name("dataset"), split = row.OptionalText("split") ?? "";
        string id = $"{dataset}/{row.Name("query_id")}";
        int known = table.IndexOfQuery(id);
        if (known < 0)
        {
            return table.AddQuery(new Query(id, dataset, PromptOf(row)), split, row.File, row.Line);
        }

        return table.SplitOf(known) == split ? known : throw DataFormatException.ForValue(
            row.File, row.Line, "split", $"\"{split}\"", $"\"{table.SplitOf(known)}\", as in the other rows of query \"{id}\"");
    }

    private static string PromptOf(JsonRow row)
    {
        string question = FirstText(row, "original_question", "input_question", "question", "prompt")
            ?? throw DataFormatException.ForMissing(row.File, row.Line, "original_question", "a text");
        string? context = FirstText(row, "context", "passage");
        return context is null ? question : $"{context.AsSpan(0, Math.Min(context.Length, ContextChars))}\nQuestion: {question}";
    }

    private static string? FirstText(JsonRow row, params ReadOnlySpan<string> fields)
    {
        foreach (string field in fields)
        {
            if (row.OptionalText(field)?.Trim() is { Length: > 0 } text)
            {
                return text;
            }
        }

        return null;
    }

    private static string RewriteOf(JsonRow row)
    {
        string variant = row.OptionalText("prompt_variant_id") ?? "";
        bool original = row.OptionalText("observation_type") == DecodingVariation || variant.StartsWith('-');
        return original ? ObservationTable.OriginalRewrite : variant;
    }

    /// <summary>The cost, or what the provider reported as usage.</summary>
    private static double CostOf(JsonRow row)
    {
        double cost = Number(row, "cost", NumberRange.CostUsd);
        return double.IsNaN(cost) && row.TryGet("usage", out JsonElement usage) && usage.ValueKind == JsonValueKind.Object
            && usage.TryGetProperty("cost", out JsonElement reported) ? row.Number("usage.cost", reported, NumberRange.CostUsd) : cost;
    }

    /// <summary>A number; NaN where the field is absent, null or Python's NaN, which the authors write for "could not be scored".</summary>
    private static double Number(JsonRow row, string field, NumberRange range) =>
        !row.TryGet(field, out JsonElement value) || (value.ValueKind == JsonValueKind.String && value.ValueEquals("NaN"u8))
            ? double.NaN
            : row.Number(field, value, range);
}
