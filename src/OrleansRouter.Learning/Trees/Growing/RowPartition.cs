namespace OrleansRouter.Learning.Trees.Growing;

/// <summary>The rows of a tree, kept so that every node owns one contiguous range, with their gradients in the same order.</summary>
/// <param name="capacity">Number of rows in the data.</param>
internal sealed class RowPartition(int capacity)
{
    private readonly int[] _rows = new int[capacity];
    private readonly int[] _right = new int[capacity];
    private readonly GradientSum[] _gradients = new GradientSum[capacity];

    /// <summary>Rows of a range.</summary>
    public ReadOnlySpan<int> Rows(RowRange range) => _rows.AsSpan(range.Start, range.Count);

    /// <summary>Gradients of a range, valid after <see cref="Gather"/>.</summary>
    public ReadOnlySpan<GradientSum> Gradients(RowRange range) => _gradients.AsSpan(range.Start, range.Count);

    /// <summary>Starts a tree with these rows in the root.</summary>
    public RowRange Reset(ReadOnlySpan<int> rows)
    {
        rows.CopyTo(_rows);
        return new RowRange(0, rows.Length);
    }

    /// <summary>Brings the gradients of a range into its order.</summary>
    /// <param name="range">The range.</param>
    /// <param name="byRow">Gradient of every row of the data.</param>
    public void Gather(RowRange range, ReadOnlySpan<GradientSum> byRow)
    {
        ReadOnlySpan<int> rows = Rows(range);
        Span<GradientSum> destination = _gradients.AsSpan(range.Start, range.Count);
        for (int i = 0; i < rows.Length; i++)
        {
            destination[i] = byRow[rows[i]];
        }
    }

    /// <summary>Reorders a range so that the rows that go left come first; the order on each side is kept.</summary>
    /// <returns>How many go left.</returns>
    public int Split(RowRange range, ReadOnlySpan<byte> column, Split split)
    {
        Span<int> rows = _rows.AsSpan(range.Start, range.Count);
        Span<int> right = _right;
        int lefts = 0, rights = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            int row = rows[i];
            int goesLeft = split.GoesLeft(column[row]) ? 1 : 0;
            rows[lefts] = row;
            right[rights] = row;
            lefts += goesLeft;
            rights += 1 - goesLeft;
        }

        right[..rights].CopyTo(rows[lefts..]);
        return lefts;
    }
}

/// <summary>A contiguous range of a <see cref="RowPartition"/>.</summary>
internal readonly record struct RowRange(int Start, int Count);
