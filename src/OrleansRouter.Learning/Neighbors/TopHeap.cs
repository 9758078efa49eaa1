namespace OrleansRouter.Learning.Neighbors;

/// <summary>The k smallest (distance, index) pairs seen so far: a binary heap, largest on top, in memory that the caller owns.</summary>
/// <param name="indices">Length k.</param>
/// <param name="distances">Length k.</param>
/// <param name="count">How many pairs the memory already holds.</param>
internal ref struct TopHeap(Span<int> indices, Span<float> distances, int count = 0)
{
    private readonly Span<int> _indices = indices;
    private readonly Span<float> _distances = distances;
    private int _count = count;

    public readonly int Count => _count;

    /// <summary>Distances from here on are not taken: the largest that is kept, infinite while there is room.</summary>
    public readonly float Limit => _count < _indices.Length ? float.PositiveInfinity : _distances[0];

    /// <summary>Takes the pairs of consecutive indices; calls must come with ascending indices, so that equal distances keep the lower index.</summary>
    public void Add(int firstIndex, scoped ReadOnlySpan<float> distances)
    {
        for (int i = 0; i < distances.Length; i++)
        {
            if (_count < _indices.Length)
            {
                Append(firstIndex + i, distances[i]);
            }
            else if (distances[i] < _distances[0])
            {
                (_indices[0], _distances[0]) = (firstIndex + i, distances[i]);
                SiftDown(_count);
            }
        }
    }

    /// <summary>Orders what was kept: nearest first, equal distances by index.</summary>
    public void Sort()
    {
        for (int end = _count - 1; end > 0; end--)
        {
            Swap(0, end);
            SiftDown(end);
        }
    }

    private void Append(int index, float distance)
    {
        int child = _count++;
        (_indices[child], _distances[child]) = (index, distance);
        while (child > 0 && IsGreater(child, (child - 1) / 2))
        {
            Swap(child, (child - 1) / 2);
            child = (child - 1) / 2;
        }
    }

    private readonly void SiftDown(int count)
    {
        int parent = 0;
        while (true)
        {
            int child = (2 * parent) + 1;
            if (child >= count)
            {
                return;
            }

            child += child + 1 < count && IsGreater(child + 1, child) ? 1 : 0;
            if (!IsGreater(child, parent))
            {
                return;
            }

            Swap(child, parent);
            parent = child;
        }
    }

    private readonly bool IsGreater(int a, int b) =>
        _distances[a] > _distances[b] || (_distances[a] == _distances[b] && _indices[a] > _indices[b]);

    private readonly void Swap(int a, int b)
    {
        (_indices[a], _indices[b]) = (_indices[b], _indices[a]);
        (_distances[a], _distances[b]) = (_distances[b], _distances[a]);
    }
}
