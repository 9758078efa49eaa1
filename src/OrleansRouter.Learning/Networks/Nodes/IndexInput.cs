namespace OrleansRouter.Learning.Networks;

/// <summary>One whole number per row that the caller fills: the model of an edge, the action taken, the class.</summary>
public sealed class IndexInput
{
    private readonly int[] _values;

    internal IndexInput(Graph graph)
    {
        Graph = graph;
        _values = new int[graph.Capacity];
    }

    /// <summary>The graph that owns the input.</summary>
    public Graph Graph { get; }

    /// <summary>The numbers of the present batch.</summary>
    public Span<int> Values => _values.AsSpan(0, Graph.Rows);

    /// <summary>The number of one row, which must lie in [0, <paramref name="count"/>).</summary>
    /// <exception cref="ArgumentOutOfRangeException">It does not; the message names the row.</exception>
    internal int At(int row, int count)
    {
        int value = Values[row];
        return value >= 0 && value < count
            ? value
            : throw new ArgumentOutOfRangeException(nameof(row), value, $"Row {row} of the batch must lie in [0, {count - 1}].");
    }
}
