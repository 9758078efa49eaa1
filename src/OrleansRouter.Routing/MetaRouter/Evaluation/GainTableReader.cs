using System.Globalization;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Routing.Data;
using OrleansRouter.Routing.Data.Files;

namespace OrleansRouter.Routing.MetaRouter.Evaluation;

/// <summary>
/// Reads the table of Meta-Router's authors: comma-separated, one query a row, features <c>embd.PC1</c>, <c>embd.PC2</c>, …, gold gain <c>GL</c>
/// and preference gain <c>PL</c>. Other columns are ignored.
/// </summary>
public static class GainTableReader
{
    private const string FeaturePrefix = "embd.PC";
    private static readonly NumberRange Feature = new(-1e6, 1e6);

    /// <summary>Whether the file has such a header.</summary>
    public static bool Recognises(string file)
    {
        if (!file.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) && !file.EndsWith(".csv.gz", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        using var rows = CsvRows.Open(file);
        return rows.IndexOf(FeaturePrefix + "1") >= 0;
    }

    /// <summary>Reads the rows.</summary>
    /// <exception cref="DataFormatException">A column is missing, or a cell holds no number in range; the message names the place.</exception>
    public static PairedLabels Read(string file, CancellationToken cancellationToken = default)
    {
        using var rows = CsvRows.Open(file);
        int[] columns = [.. FeatureColumns(rows)];
        int goldColumn = Column(rows, "GL"), preferenceColumn = Column(rows, "PL");
        List<float> features = [];
        List<double> gold = [], preference = [];
        while (rows.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            features.AddRange(columns.Select(column => (float)Known(rows, column, Feature)));
            gold.Add(Known(rows, goldColumn, NumberRange.Score));
            preference.Add(Known(rows, preferenceColumn, NumberRange.Score));
        }

        return gold.Count == 0
            ? throw new DataFormatException(file, null, "there are no rows below the header.")
            : new PairedLabels
            {
                Source = DataOrigin.Of([file]),
                IsSimulated = false,
                Features = new Matrix<float>(gold.Count, columns.Length, [.. features]),
                Gold = [.. gold],
                Preference = [.. preference],
            };
    }

    /// <summary>embd.PC1, embd.PC2, … as far as they go.</summary>
    private static IEnumerable<int> FeatureColumns(CsvRows rows) => Enumerable.Range(1, rows.Columns.Length)
        .Select(number => rows.IndexOf(FeaturePrefix + number.ToString(CultureInfo.InvariantCulture)))
        .TakeWhile(column => column >= 0);

    private static int Column(CsvRows rows, string name) => rows.IndexOf(name) is >= 0 and var column
        ? column
        : throw new DataFormatException(rows.File, 1, $"the header has no column '{name}'; expected {FeaturePrefix}1, {FeaturePrefix}2, …, GL, PL.");

    private static double Known(CsvRows rows, int column, NumberRange range) => rows.Number(column, range) is var number && !double.IsNaN(number)
        ? number
        : throw rows.Unexpected(column, range.ToString());
}
