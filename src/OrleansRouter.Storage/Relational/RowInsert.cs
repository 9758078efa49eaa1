using System.Reflection;
using System.Text.RegularExpressions;
using Dapper;

namespace OrleansRouter.Storage.Relational;

/// <summary>
/// Appends rows to a table: a column for every required or nullable property of the row, named as in the database. As one statement per row,
/// or as one for any number of rows whose columns are arrays.
/// </summary>
/// <param name="table">The table.</param>
/// <param name="onConflict">What happens where the row is there already.</param>
internal sealed partial class RowInsert<TRow>(string table, string onConflict)
{
    // A sequence is the database's to give.
    private static readonly PropertyInfo[] Properties = [.. typeof(TRow).GetProperties().Where(p => p.Name != "Sequence")];
    private static readonly string Columns = string.Join(", ", Properties.Select(p => Capital().Replace(p.Name, "_$0").ToLowerInvariant()));

    /// <summary>Appends one row; its parameters are the row's properties.</summary>
    public string One { get; } = $"INSERT INTO {table} ({Columns}) VALUES ({Join(p => $"@{p.Name}")}) {onConflict}";

    /// <summary>Appends rows in their order; its parameters are <see cref="ArraysOf"/>.</summary>
    public string Many { get; } = $"INSERT INTO {table} ({Columns}) SELECT * FROM unnest({Join(p => $"@{p.Name}")}) {onConflict}";

    /// <summary>An array per column.</summary>
    public static DynamicParameters ArraysOf(IReadOnlyList<TRow> rows)
    {
        var arrays = new DynamicParameters();
        foreach (PropertyInfo property in Properties)
        {
            var values = Array.CreateInstance(property.PropertyType, rows.Count);
            for (int i = 0; i < rows.Count; i++)
            {
                values.SetValue(property.GetValue(rows[i]), i);
            }

            arrays.Add(property.Name, values);
        }

        return arrays;
    }

    private static string Join(Func<PropertyInfo, string> text) => string.Join(", ", Properties.Select(text));

    [GeneratedRegex("(?<!^)[A-Z]")]
    private static partial Regex Capital();
}
