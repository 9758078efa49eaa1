using OrleansRouter.Learning.Networks.Nodes;

namespace OrleansRouter.Learning.Networks;

/// <summary>
/// One copy of a network: nodes in the order of their definition, each with room for the values and gradients of up to
/// <see cref="Capacity"/> rows. A pass fills inputs, runs nodes forward, and runs them backward from a loss; it allocates nothing.
/// </summary>
/// <remarks>
/// Several graphs may share one <see cref="ParameterSet"/> and work at the same time, each on its own rows; a graph itself is used by
/// one thread at a time. A row's values do not depend on the other rows of the batch.
/// </remarks>
public sealed class Graph
{
    private readonly List<Node> _nodes = [];
    private readonly Dictionary<string, ParameterNode> _parameterNodes = new(StringComparer.Ordinal);
    private float[]? _parameterGradients;
    private int _done;

    /// <summary>Starts an empty graph.</summary>
    /// <param name="parameters">The parameters that layers find or create by name.</param>
    /// <param name="capacity">The largest number of rows of one batch, at least 1.</param>
    public Graph(ParameterSet parameters, int capacity)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        Parameters = parameters;
        Capacity = capacity;
    }

    /// <summary>The parameters, shared by every copy of the network.</summary>
    public ParameterSet Parameters { get; }

    /// <summary>The largest number of rows of one batch.</summary>
    public int Capacity { get; }

    /// <summary>Rows of the present batch.</summary>
    public int Rows { get; private set; }

    /// <summary>Randomness of dropout and noise in the present batch; null outside training, where they do nothing.</summary>
    public BatchNoise? Noise { get; private set; }

    /// <summary>∂loss/∂parameters of the last <see cref="Backward"/>, laid out like <see cref="ParameterSet.Values"/>.</summary>
    public float[] ParameterGradients => _parameterGradients ??= new float[Parameters.Values.Length];

    /// <summary>The parameter <paramref name="name"/> as a node of <paramref name="rows"/> × <paramref name="columns"/>; the same node on every call.</summary>
    /// <param name="name">Unique name; networks that use the same name share the parameter.</param>
    /// <param name="rows">Number of rows, at least 1.</param>
    /// <param name="columns">Number of columns, at least 1.</param>
    /// <param name="initialize">Sets the first values where the parameter is new.</param>
    /// <exception cref="ArgumentException">The parameter exists with another shape.</exception>
    public Node Parameter(string name, int rows, int columns, Initializer initialize)
    {
        Parameter parameter = Parameters.GetOrAdd(name, rows, columns, initialize);
        return _parameterNodes.TryGetValue(name, out ParameterNode? node) ? node : _parameterNodes[name] = new ParameterNode(this, parameter);
    }

    /// <summary>Starts a batch outside training: dropout and noise do nothing.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="rows"/> does not lie in [1, <see cref="Capacity"/>].</exception>
    public void Begin(int rows) => Begin(rows, noise: null);

    /// <summary>Starts a batch; with <paramref name="noise"/>, dropout and noise are on.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="rows"/> does not lie in [1, <see cref="Capacity"/>].</exception>
    public void Begin(int rows, BatchNoise? noise)
    {
        Rows = rows >= 1 && rows <= Capacity
            ? rows
            : throw new ArgumentOutOfRangeException(nameof(rows), rows, $"Must lie in [1, {Capacity}].");
        Noise = noise;
        _done = 0;
    }

    /// <summary>Computes every node up to and including <paramref name="node"/> that is not computed yet in this batch.</summary>
    /// <remarks>Inputs may be filled between two calls, as a policy gradient does that samples its actions from the first.</remarks>
    public void Forward(Node node)
    {
        for (; _done <= node.Index; _done++)
        {
            _nodes[_done].Forward();
        }
    }

    /// <summary>Computes ∂(scale · Σᵢ lossᵢ)/∂ of every node and parameter that needs it.</summary>
    /// <param name="loss">A node of one column, computed if it is not yet.</param>
    /// <param name="scale">Factor of the sum of the column: 1/rows for the mean.</param>
    /// <returns>Σᵢ lossᵢ, not scaled.</returns>
    public double Backward(Node loss, float scale)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(loss.Columns, 1);
        Forward(loss);
        Array.Clear(ParameterGradients);
        for (int i = 0; i <= loss.Index; i++)
        {
            _nodes[i].ClearGradient();
        }

        loss.Gradient.Fill(scale);
        for (int i = loss.Index; i >= 0; i--)
        {
            if (_nodes[i].NeedsGradient)
            {
                _nodes[i].Backward();
            }
        }

        return Sum(loss.Values);
    }

    /// <summary>Σ of a loss column in double precision.</summary>
    public static double Sum(ReadOnlySpan<float> losses)
    {
        double sum = 0;
        foreach (float loss in losses)
        {
            sum += loss;
        }

        return sum;
    }

    internal IReadOnlyList<Node> Nodes => _nodes;

    internal int Add(Node node)
    {
        _nodes.Add(node);
        return _nodes.Count - 1;
    }
}
