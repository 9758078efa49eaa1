using System.Text.Json;

namespace OrleansRouter.Routing.Data.Files;

/// <summary>One row of a JSON-lines file: typed access to its fields, with errors that name file, line and field.</summary>
internal readonly record struct JsonRow(string File, long Line, JsonElement Root)
{
    /// <summary>True when the field exists, even if it is null.</summary>
    public bool Has(string field) => Root.TryGetProperty(field, out _);

    /// <summary>A field that is there and not null.</summary>
    public bool TryGet(string field, out JsonElement value) =>
        Root.TryGetProperty(field, out value) && value.ValueKind != JsonValueKind.Null;

    /// <summary>A text that must be there; numbers are taken as they are written.</summary>
    public string Text(string field) =>
        OptionalText(field) ?? throw DataFormatException.ForMissing(File, Line, field, "a text");

    /// <summary>A text that is not empty.</summary>
    public string Name(string field)
    {
        string text = Text(field);
        return text.Length > 0 ? text : throw DataFormatException.ForValue(File, Line, field, "\"\"", "a text that is not empty");
    }

    /// <summary>A text, or null when the field is absent or null.</summary>
    public string? OptionalText(string field) => !TryGet(field, out JsonElement value) ? null : value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.GetRawText(),
        _ => throw Unexpected(field, value, "a text"),
    };

    /// <summary>The query that the row describes: <c>id</c>, <c>prompt</c> and, where given, <c>task</c>.</summary>
    public Query Query() => new(Name("id"), OptionalText("task") ?? "", Text("prompt"));

    /// <summary>True or false; false when the field is absent.</summary>
    public bool Flag(string field) => TryGet(field, out JsonElement value) && value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Unexpected(field, value, "true or false"),
    };

    /// <summary>The members of an object-valued field; none when the field is absent or null.</summary>
    public JsonElement.ObjectEnumerator Members(string field) =>
        TryGet(field, out JsonElement value) ? Members(field, value) : default;

    /// <summary>The members of <paramref name="value"/>, which is called <paramref name="path"/> in errors.</summary>
    public JsonElement.ObjectEnumerator Members(string path, JsonElement value) => value.ValueKind == JsonValueKind.Object
        ? value.EnumerateObject()
        : throw Unexpected(path, value, "an object {name: value}");

    /// <summary>A number in range; true and false count as 1 and 0, null as NaN.</summary>
    public double Number(string path, JsonElement value, NumberRange range)
    {
        double number = value.ValueKind switch
        {
            JsonValueKind.Null => double.NaN,
            JsonValueKind.True => 1,
            JsonValueKind.False => 0,
            JsonValueKind.Number when value.TryGetDouble(out double parsed) => parsed,
            _ => double.PositiveInfinity,
        };
        return double.IsNaN(number) || range.Contains(number) ? number : throw Unexpected(path, value, range.ToString());
    }

    /// <summary>A whole number, not negative, or null when the field is absent or null.</summary>
    public int? WholeNumber(string field) => !TryGet(field, out JsonElement value) ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) && number >= 0 ? number
        : throw Unexpected(field, value, $"a whole number in [0, {int.MaxValue}]");

    /// <summary>The error for a value that is not what the field may hold.</summary>
    public DataFormatException Unexpected(string path, JsonElement value, string expected) =>
        DataFormatException.ForValue(File, Line, path, value.GetRawText(), expected);
}
