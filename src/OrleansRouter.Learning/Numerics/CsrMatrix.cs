namespace OrleansRouter.Learning.Numerics;

/// <summary>A sparse matrix of floats by rows: row i holds <c>Values[RowStarts[i] .. RowStarts[i + 1])</c> at the columns of the same positions.</summary>
public sealed class CsrMatrix
{
    /// <summary>Wraps the arrays without copying.</summary>
    /// <param name="columnCount">Number of columns, at least 0.</param>
    /// <param name="rowStarts">Length rows + 1, ascending from 0 to the number of values.</param>
    /// <param name="columns">The column of every value, in [0, <paramref name="columnCount"/>).</param>
    /// <param name="values">Finite values.</param>
    /// <exception cref="ArgumentException">The arrays contradict each other, or a value is not finite.</exception>
    public CsrMatrix(int columnCount, int[] rowStarts, int[] columns, float[] values)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(columnCount);
        if (rowStarts.Length == 0 || rowStarts[0] != 0 || rowStarts[^1] != values.Length || columns.Length != values.Length
            || rowStarts.Zip(rowStarts.Skip(1), (a, b) => a <= b).Contains(false))
        {
            throw new ArgumentException(
                $"Row starts must ascend from 0 to the {values.Length} values, with as many columns ({columns.Length}).", nameof(rowStarts));
        }

        int wrong = Array.FindIndex(columns, c => c < 0 || c >= columnCount);
        if (wrong >= 0)
        {
            throw new ArgumentException($"Value {wrong} lies in column {columns[wrong]}; there are {columnCount}.", nameof(columns));
        }

        FitGuard.CheckFinite(new Matrix<float>(1, values.Length, values), nameof(values));
        (ColumnCount, RowStarts, Columns, Values) = (columnCount, rowStarts, columns, values);
    }

    /// <summary>Number of rows.</summary>
    public int RowCount => RowStarts.Length - 1;

    /// <summary>Number of columns.</summary>
    public int ColumnCount { get; }

    /// <summary>Where every row starts, and the number of values. Treat as read-only.</summary>
    public int[] RowStarts { get; }

    /// <summary>The column of every value. Treat as read-only.</summary>
    public int[] Columns { get; }

    /// <summary>The values. Treat as read-only.</summary>
    public float[] Values { get; }

    /// <summary>The transposed matrix; the values of its rows come in the order of the rows here.</summary>
    public CsrMatrix Transpose()
    {
        int[] starts = new int[ColumnCount + 1];
        foreach (int column in Columns)
        {
            starts[column + 1]++;
        }

        for (int c = 0; c < ColumnCount; c++)
        {
            starts[c + 1] += starts[c];
        }

        int[] next = [.. starts], rows = new int[Columns.Length];
        float[] values = new float[Values.Length];
        for (int i = 0; i < RowCount; i++)
        {
            for (int p = RowStarts[i]; p < RowStarts[i + 1]; p++)
            {
                int target = next[Columns[p]]++;
                (rows[target], values[target]) = (i, Values[p]);
            }
        }

        return new CsrMatrix(RowCount, starts, rows, values);
    }
}
