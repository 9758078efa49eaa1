namespace OrleansRouter.Routing.Data;

/// <summary>A data file is malformed. The message names the file, the line, the field, what was found and what is allowed.</summary>
public sealed class DataFormatException : Exception
{
    /// <summary>Creates the error for a place in a file.</summary>
    /// <param name="file">The file, as the caller named it.</param>
    /// <param name="line">1-based line on which the row starts, or null when the whole file is meant.</param>
    /// <param name="problem">What is wrong and what is allowed; ends with a full stop.</param>
    /// <param name="inner">The underlying error, if any.</param>
    public DataFormatException(string file, long? line, string problem, Exception? inner = null)
        : base(line is null ? $"{file}: {problem}" : $"{file} line {line}: {problem}", inner)
    {
        File = file;
        Line = line;
    }

    /// <summary>The file, as the caller named it.</summary>
    public string File { get; }

    /// <summary>1-based line on which the bad row starts; null when the whole file is meant.</summary>
    public long? Line { get; }

    /// <summary>The field, with a path such as <c>scores.gpt-4</c>; null when no single field is at fault.</summary>
    public string? Field { get; private init; }

    /// <summary>The error for one value: <c>scores.jsonl line 812: 'scores.gpt-4' is "high"; expected a number in [0, 1].</c></summary>
    internal static DataFormatException ForValue(string file, long line, string field, string found, string expected) =>
        new(file, line, $"'{field}' is {Shorten(found)}; expected {expected}.") { Field = field };

    /// <summary>The error for a field that must be there and is not.</summary>
    internal static DataFormatException ForMissing(string file, long line, string field, string expected) =>
        new(file, line, $"'{field}' is missing; expected {expected}.") { Field = field };

    private static string Shorten(string found) => found.Length <= 80 ? found : $"{found.AsSpan(0, 80)}…";
}
