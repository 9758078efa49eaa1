namespace OrleansRouter.Learning.Networks;

/// <summary>
/// A matrix in a <see cref="Graph"/>: what it is computed from, and how its gradient flows back. A new kind of layer is one class with
/// <see cref="Forward"/> and <see cref="Backward"/>.
/// </summary>
public abstract class Node
{
    private readonly float[] _values;
    private float[]? _gradient;

    /// <summary>Adds a node to <paramref name="graph"/>.</summary>
    /// <param name="graph">The graph it belongs to; every node it reads was added before.</param>
    /// <param name="columns">Its width, at least 1.</param>
    /// <param name="fixedRows">Its number of rows where that does not follow the batch, or null.</param>
    /// <param name="needsGradient">False where nothing it depends on is learned.</param>
    protected Node(Graph graph, int columns, int? fixedRows, bool needsGradient)
        : this(graph, columns, fixedRows, needsGradient, new float[checked((fixedRows ?? graph.Capacity) * columns)])
    {
    }

    private protected Node(Graph graph, int columns, int? fixedRows, bool needsGradient, float[] values)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(columns);
        Graph = graph;
        Columns = columns;
        FixedRows = fixedRows;
        NeedsGradient = needsGradient;
        _values = values;
        Index = graph.Add(this);
    }

    /// <summary>The graph that owns the node.</summary>
    public Graph Graph { get; }

    /// <summary>Width.</summary>
    public int Columns { get; }

    /// <summary>The number of rows where it does not follow the batch, or null.</summary>
    public int? FixedRows { get; }

    /// <summary>Rows in the present batch.</summary>
    public int Rows => FixedRows ?? Graph.Rows;

    /// <summary>True where a learned parameter lies behind this node.</summary>
    public bool NeedsGradient { get; }

    /// <summary>The row-major values, <see cref="Rows"/> × <see cref="Columns"/>.</summary>
    public virtual Span<float> Values => _values.AsSpan(0, Rows * Columns);

    /// <summary>∂loss/∂values of the last backward pass, of the same shape.</summary>
    public virtual Span<float> Gradient => (_gradient ??= new float[_values.Length]).AsSpan(0, Rows * Columns);

    internal int Index { get; }

    /// <summary>One row of <see cref="Values"/>.</summary>
    public Span<float> Row(int row) => Values.Slice(row * Columns, Columns);

    /// <summary>One row of <see cref="Gradient"/>.</summary>
    public Span<float> GradientRow(int row) => Gradient.Slice(row * Columns, Columns);

    /// <summary>Computes <see cref="Values"/> from the nodes this one reads.</summary>
    protected internal abstract void Forward();

    /// <summary>Adds this node's share to the <see cref="Gradient"/> of every node it reads that <see cref="NeedsGradient"/>.</summary>
    protected internal abstract void Backward();

    /// <summary>The <see cref="FixedRows"/> that nodes share which are combined row by row.</summary>
    /// <exception cref="ArgumentException">They belong to different graphs, or some follow the batch and others do not.</exception>
    protected static int? CommonRows(params ReadOnlySpan<Node> nodes)
    {
        foreach (Node node in nodes)
        {
            if (node.Graph != nodes[0].Graph || node.FixedRows != nodes[0].FixedRows)
            {
                throw new ArgumentException("Nodes combined row by row must belong to one graph and have the same number of rows.", nameof(nodes));
            }
        }

        return nodes[0].FixedRows;
    }

    internal virtual void ClearGradient()
    {
        if (NeedsGradient)
        {
            Gradient.Clear();
        }
    }
}
