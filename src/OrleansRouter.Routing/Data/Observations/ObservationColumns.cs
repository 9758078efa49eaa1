using OrleansRouter.Routing.Data.Files;

namespace OrleansRouter.Routing.Data.Observations;

/// <summary>Observations as a table: <c>id,model,rewrite,decode,score</c>, perhaps <c>output_chars</c>, <c>cost_usd</c>, <c>temperature</c>, <c>simulated</c>.</summary>
internal static class ObservationColumns
{
    /// <summary>Adds every row of the file; the queries must be there already.</summary>
    public static void Read(string file, ObservationTableBuilder table, CancellationToken cancellationToken)
    {
        using CsvRows rows = CsvRows.Open(file);
        int id = rows.IndexOf("id"), model = rows.IndexOf("model"), rewrite = rows.IndexOf("rewrite"), decode = rows.IndexOf("decode");
        int score = rows.IndexOf("score"), chars = rows.IndexOf("output_chars"), cost = rows.IndexOf("cost_usd"), temperature = rows.IndexOf("temperature");
        int simulated = rows.IndexOf("simulated");
        while (rows.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            table.IsSimulated |= simulated >= 0 && rows.Flag(simulated);
            table.Add(new ObservationRow(
                QueryOf(rows, id, table), rows.Name(model), rows.Text(rewrite), rows.WholeNumber(decode), temperature < 0 ? "" : rows.Text(temperature),
                rows.Number(score, NumberRange.Score), OptionalNumber(rows, chars, NumberRange.Count), OptionalNumber(rows, cost, NumberRange.CostUsd)),
                file, rows.Line);
        }
    }

    private static int QueryOf(CsvRows rows, int id, ObservationTableBuilder table) => table.IndexOfQuery(rows.Text(id)) is >= 0 and int query
        ? query
        : throw rows.Unexpected(id, "the id of a query; give the queries file together with this one");

    private static double OptionalNumber(CsvRows rows, int column, NumberRange range) => column < 0 ? double.NaN : rows.Number(column, range);
}
