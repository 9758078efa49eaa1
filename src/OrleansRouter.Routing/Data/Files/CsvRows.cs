using System.Globalization;
using System.Text;
using System.Text.Unicode;
using CsvHelper;

namespace OrleansRouter.Routing.Data.Files;

/// <summary>Streams the rows of a comma-separated file with a header line (RFC 4180, UTF-8); empty lines are skipped.</summary>
internal sealed class CsvRows : IDisposable
{
    private static readonly CsvReaderOptions Strict = new()
    {
        Separator = ',',
        MalformedData = CsvMalformedDataHandling.Throw,
        TrackLineNumbers = true,
        PoolStrings = true,
        FormatProvider = CultureInfo.InvariantCulture,
    };

    private readonly CsvReader _reader;

    private CsvRows(string file)
    {
        File = file;
        _reader = CsvReader.Create(DataStream.Open(file), Strict);
    }

    /// <summary>The file, as the caller named it.</summary>
    public string File { get; }

    /// <summary>The header's column names.</summary>
    public string[] Columns { get; private set; } = [];

    /// <summary>1-based line on which the current row starts.</summary>
    public long Line => Columns.Length == 0 ? 1 : _reader.LineNumber;

    /// <summary>Opens the file and reads its header.</summary>
    /// <exception cref="DataFormatException">The file is empty or damaged, or the header repeats a name.</exception>
    public static CsvRows Open(string file)
    {
        var rows = new CsvRows(file);
        try
        {
            rows.ReadHeader();
            return rows;
        }
        catch
        {
            rows.Dispose();
            throw;
        }
    }

    /// <summary>Moves to the next row; false at the end.</summary>
    /// <exception cref="DataFormatException">The file is damaged, or the row has another number of fields than the header.</exception>
    public bool Read()
    {
        if (!Guard(_reader.Read))
        {
            return false;
        }

        return _reader.FieldCount == Columns.Length
            ? true
            : throw new DataFormatException(File, Line, $"the row has {_reader.FieldCount} fields; the header has {Columns.Length}.");
    }

    /// <summary>The text in a column of the current row.</summary>
    public string Text(int column) => Utf8.IsValid(_reader.GetSpan(column))
        ? _reader.GetString(column)
        : throw new DataFormatException(File, Line, $"'{Columns[column]}' is not valid UTF-8.");

    /// <summary>A text that is not empty.</summary>
    public string Name(int column) =>
        Text(column) is { Length: > 0 } text ? text : throw Unexpected(column, "a text that is not empty");

    /// <summary>Index of the first of the names that the header has, or −1.</summary>
    public int IndexOf(params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            int found = Array.IndexOf(Columns, name);
            if (found >= 0)
            {
                return found;
            }
        }

        return -1;
    }

    /// <summary>A number in range; an empty cell is NaN, <c>true</c> and <c>false</c> in any case are 1 and 0.</summary>
    public double Number(int column, NumberRange range)
    {
        ReadOnlySpan<byte> text = _reader.GetSpan(column);
        if (text.IsEmpty)
        {
            return double.NaN;
        }

        double number = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double parsed) ? parsed
            : Ascii.EqualsIgnoreCase(text, "true"u8) ? 1
            : Ascii.EqualsIgnoreCase(text, "false"u8) ? 0
            : double.NaN;
        return range.Contains(number) ? number : throw Unexpected(column, $"{range}, true, false or an empty cell");
    }

    /// <summary>A whole number, not negative.</summary>
    public int WholeNumber(int column) =>
        int.TryParse(_reader.GetSpan(column), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : throw Unexpected(column, $"a whole number in [0, {int.MaxValue}]");

    /// <summary>True or false, in any case.</summary>
    public bool Flag(int column) => bool.TryParse(Text(column), out bool flag) ? flag : throw Unexpected(column, "true or false");

    /// <summary>The error for a cell that is not what its column may hold.</summary>
    public DataFormatException Unexpected(int column, string expected) =>
        DataFormatException.ForValue(File, Line, Columns[column], $"\"{_reader.GetString(column)}\"", expected);

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();

    private void ReadHeader()
    {
        Guard(() => { _reader.ReadHeader(); return true; });
        Columns = [.. _reader.Headers];
        if (Columns.Length == 0)
        {
            throw new DataFormatException(File, null, "the file is empty; expected a header line.");
        }

        string? repeated = Columns.GroupBy(x => x, StringComparer.Ordinal).FirstOrDefault(x => x.Key.Length > 0 && x.Count() > 1)?.Key;
        if (repeated is not null)
        {
            throw new DataFormatException(File, 1, $"the header names column '{repeated}' twice.");
        }
    }

    private bool Guard(Func<bool> read)
    {
        try
        {
            return DataStream.Guard(File, _reader.LineNumber + 1, read);
        }
        catch (CsvFormatException exception)
        {
            throw new DataFormatException(File, exception.LineNumber, $"malformed quoting ({exception.Message.TrimEnd('.')}).", exception);
        }
    }
}
