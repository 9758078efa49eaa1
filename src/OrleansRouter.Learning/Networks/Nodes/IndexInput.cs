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
}
