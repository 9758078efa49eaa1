namespace OrleansRouter.Learning.Clustering;

/// <summary>Cuts n rows into at most 64 chunks that depend on n alone, so that sums over chunks, taken in order, are the same on any number of threads.</summary>
internal readonly struct RowChunks(int rows)
{
    private const int MostChunks = 64, FewestRows = 256;
    private readonly int _size = Math.Max(FewestRows, (rows + MostChunks - 1) / MostChunks);

    /// <summary>Number of chunks.</summary>
    public int Count => (rows + _size - 1) / _size;

    /// <summary>First row of a chunk.</summary>
    public int Start(int chunk) => chunk * _size;

    /// <summary>One past the last row of a chunk.</summary>
    public int End(int chunk) => Math.Min(rows, (chunk + 1) * _size);
}
