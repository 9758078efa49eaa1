namespace OrleansRouter.Learning.Numerics;

/// <summary>A dense row-major matrix over one flat array: row i occupies <c>Values[i·Columns .. (i+1)·Columns)</c>.</summary>
/// <remarks>Floats for features, embeddings and networks; doubles for targets and estimators. Treat it as read-only once shared.</remarks>
/// <typeparam name="T">The element type, <see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class Matrix<T> where T : unmanaged
{
    /// <summary>Creates a zero matrix.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A size is negative, or the matrix would exceed 2³¹ − 1 elements.</exception>
    public Matrix(int rows, int columns) : this(rows, columns, new T[CheckedLength(rows, columns)])
    {
    }

    /// <summary>Wraps <paramref name="values"/> without copying.</summary>
    /// <param name="rows">Number of rows, at least 0.</param>
    /// <param name="columns">Number of columns, at least 0.</param>
    /// <param name="values">Row-major values, length exactly rows × columns.</param>
    /// <exception cref="ArgumentException">The length of <paramref name="values"/> is not rows × columns.</exception>
    public Matrix(int rows, int columns, T[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Length != CheckedLength(rows, columns))
        {
            throw new ArgumentException($"A {rows} × {columns} matrix needs {(long)rows * columns} values; got {values.Length}.", nameof(values));
        }

        Rows = rows;
        Columns = columns;
        Values = values;
    }

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>Number of columns.</summary>
    public int Columns { get; }

    /// <summary>The row-major values themselves, not a copy.</summary>
    public T[] Values { get; }

    /// <summary>Element (row, column).</summary>
    public ref T this[int row, int column] => ref Row(row)[column];

    /// <summary>Row <paramref name="row"/> as a writable view.</summary>
    public Span<T> Row(int row) => Values.AsSpan(row * Columns, Columns);

    /// <summary>A new matrix with the given rows, in the given order; rows may repeat.</summary>
    public Matrix<T> SelectRows(ReadOnlySpan<int> rows)
    {
        var selected = new Matrix<T>(rows.Length, Columns);
        for (int i = 0; i < rows.Length; i++)
        {
            Row(rows[i]).CopyTo(selected.Row(i));
        }

        return selected;
    }

    private static int CheckedLength(int rows, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
        long length = (long)rows * columns;
        return length <= Array.MaxLength
            ? (int)length
            : throw new ArgumentOutOfRangeException(nameof(rows), $"A {rows} × {columns} matrix exceeds {Array.MaxLength} elements.");
    }
}
