using System.Globalization;
using Spectre.Console;

namespace OrleansRouter.Cli.Output;

/// <summary>Plain tables: text columns to the left, numbers to the right.</summary>
internal static class Tables
{
    /// <summary>A table whose first column holds names and whose other columns hold numbers.</summary>
    public static Table Create(params string[] headers)
    {
        var table = new Table().Border(TableBorder.Simple);
        for (int i = 0; i < headers.Length; i++)
        {
            var column = new TableColumn(Markup.Escape(headers[i])).NoWrap();
            table.AddColumn(i == 0 ? column : column.RightAligned());
        }

        return table;
    }

    /// <summary>Adds one row of unformatted cells.</summary>
    public static void Add(this Table table, params string[] cells) => table.AddRow([.. cells.Select(cell => new Text(cell))]);

    /// <summary>A score with four decimals; a dash where there is none.</summary>
    public static string Score(double? value) => value is { } number ? number.ToString("0.0000", CultureInfo.InvariantCulture) : "–";

    /// <summary>US dollars with three significant digits; a dash where unknown.</summary>
    public static string Usd(double? value) => value is { } number ? number.ToString("G3", CultureInfo.InvariantCulture) : "–";
}
