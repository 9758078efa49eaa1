using System.Globalization;
using Spectre.Console;

namespace OrleansRouter.Cli.Output;

/// <summary>Plain tables: text columns to the left, numbers to the right.</summary>
internal static class Tables
{
    /// <summary>A table whose first column holds names and whose other columns hold numbers.</summary>
    public static Table Create(string first, params string[] others)
    {
        var table = new Table().Border(TableBorder.Simple);
        table.AddColumn(new TableColumn(Markup.Escape(first)).NoWrap());
        foreach (string header in others)
        {
            table.AddColumn(new TableColumn(Markup.Escape(header)).NoWrap().RightAligned());
        }

        return table;
    }

    /// <summary>Adds one row of unformatted cells.</summary>
    public static void Add(this Table table, string first, params string[] others) =>
        table.AddRow([new Text(first), .. others.Select(cell => new Text(cell))]);

    /// <summary>A score with four decimals; a dash where there is none.</summary>
    public static string Score(double? value) => value is { } number ? number.ToString("0.0000", CultureInfo.InvariantCulture) : "–";

    /// <summary>US dollars with three significant digits; a dash where unknown.</summary>
    public static string Usd(double? value) => value is { } number ? number.ToString("G3", CultureInfo.InvariantCulture) : "–";
}
