namespace OrleansRouter.Learning.Trees.Rows;

/// <summary>A set of rows, one bit each.</summary>
internal sealed class RowSet
{
    private readonly ulong[] _bits;

    /// <summary>The rows whose count is positive.</summary>
    public RowSet(ReadOnlySpan<int> counts)
    {
        _bits = new ulong[(counts.Length + 63) / 64];
        for (int i = 0; i < counts.Length; i++)
        {
            _bits[i >> 6] |= (counts[i] > 0 ? 1UL : 0UL) << i;
        }
    }

    public bool Contains(int row) => ((_bits[row >> 6] >> row) & 1) != 0;
}
