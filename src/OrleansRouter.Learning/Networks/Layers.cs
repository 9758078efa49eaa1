using OrleansRouter.Learning.Networks.Nodes;
using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Learning.Networks;

/// <summary>The layers: inputs, products with learned matrices, and how matrices combine. Sizes are checked when the graph is defined.</summary>
public static class Layers
{
    /// <summary>An input of one row per row of the batch.</summary>
    public static InputNode Input(this Graph graph, int columns) => new(graph, columns, fixedRows: null);

    /// <summary>An input of a fixed number of rows, whatever the batch.</summary>
    public static InputNode FixedInput(this Graph graph, int rows, int columns) => new(graph, columns, rows);

    /// <summary>A matrix that every batch reads, for example one row of features per model. It is not copied.</summary>
    public static Node Constant(this Graph graph, Matrix<float> values) => new InputNode(graph, values);

    /// <summary>One whole number per row of the batch.</summary>
    public static IndexInput Indices(this Graph graph) => new(graph);

    /// <summary>A learned table of <paramref name="rows"/> embeddings, standard normal at first as in PyTorch.</summary>
    public static Node Embeddings(this Graph graph, string name, int rows, int columns, Initializer? initialize = null) =>
        graph.Parameter($"{name}.weight", rows, columns, initialize ?? Initializers.Normal(1));

    /// <summary>X·W + b: parameters <c>name.weight</c>, inputs × outputs, and <c>name.bias</c>.</summary>
    /// <param name="input">X, any rows.</param>
    /// <param name="name">Prefix of the parameters; layers of the same name share them.</param>
    /// <param name="outputs">Width of the result.</param>
    /// <param name="initialize">First values; <see cref="Initializers.TorchLinear"/> where null.</param>
    public static Node Dense(this Node input, string name, int outputs, LayerInitializer? initialize = null) =>
        input.DenseEach(groups: 1, name, outputs, initialize);

    /// <summary>X·W without bias: parameter <c>name.weight</c>, inputs × outputs.</summary>
    public static Node Project(this Node input, string name, int outputs, LayerInitializer? initialize = null) =>
        input.ProjectEach(groups: 1, name, outputs, initialize);

    /// <summary>The same <see cref="Dense"/> layer on each of <paramref name="groups"/> equal stretches of a row; results lie side by side.</summary>
    public static Node DenseEach(this Node input, int groups, string name, int outputs, LayerInitializer? initialize = null)
    {
        (Node weight, Initializer initializer) = Weight(input, groups, name, outputs, initialize);
        return new DenseNode(input, weight, input.Graph.Parameter(name + Parameter.BiasSuffix, 1, outputs, initializer), groups);
    }

    /// <summary>The same <see cref="Project"/> on each of <paramref name="groups"/> equal stretches of a row; results lie side by side.</summary>
    public static Node ProjectEach(this Node input, int groups, string name, int outputs, LayerInitializer? initialize = null) =>
        new DenseNode(input, Weight(input, groups, name, outputs, initialize).Node, bias: null, groups);

    /// <summary>Every row plus each of the G rows of <paramref name="table"/>: G groups side by side. With one row, the same is added to all.</summary>
    /// <exception cref="ArgumentException">The widths differ, or the table follows the batch.</exception>
    public static Node PlusEach(this Node input, Node table) => new SumEachNode(input, table, TableRows(input, table));

    /// <summary>Every row times each of the G rows of <paramref name="table"/>, element by element: G groups side by side.</summary>
    /// <exception cref="ArgumentException">The widths differ, or the table follows the batch.</exception>
    public static Node TimesEach(this Node input, Node table) => new ProductEachNode(input, table, TableRows(input, table));

    /// <summary>yₖ = xᵀWₖv: parameter <c>name.weight</c>, of x.Columns × (outputs·v.Columns), Wₖ being its k-th group of columns.</summary>
    /// <remarks>A bias, where wanted, is a <see cref="Dense"/> layer added to it.</remarks>
    public static Node Bilinear(this Node input, Node other, string name, int outputs, LayerInitializer? initialize = null) =>
        new GroupDotNode(input.Project(name, outputs * other.Columns, initialize), other);

    /// <summary>The inner product of row i with row i, one column.</summary>
    /// <exception cref="ArgumentException">The widths differ.</exception>
    public static Node Dot(this Node left, Node right) => left.Columns == right.Columns
        ? new GroupDotNode(left, right)
        : throw new ArgumentException($"Both sides must have the same width; got {left.Columns} and {right.Columns}.", nameof(right));

    /// <summary>The inner products of every row with every row of <paramref name="table"/>, which has a fixed number of rows.</summary>
    /// <exception cref="ArgumentException">The widths differ, or the table follows the batch.</exception>
    public static Node Scores(this Node input, Node table) => new ScoresNode(input, table, TableRows(input, table));

    /// <summary>Row i is row <c>indices[i]</c> of a table with a fixed number of rows: an embedding, or any node computed once per batch.</summary>
    /// <exception cref="ArgumentException">The table follows the batch.</exception>
    public static Node Gather(this Node table, IndexInput indices) => table.FixedRows is int rows
        ? new GatherNode(table, rows, indices)
        : throw new ArgumentException("Rows are gathered from a node with a fixed number of rows; this one follows the batch.", nameof(table));

    /// <summary>[A | B | …], side by side.</summary>
    public static Node Concat(params Node[] parts) => new ConcatNode(parts);

    private static (Node Node, Initializer Initializer) Weight(Node input, int groups, string name, int outputs, LayerInitializer? initialize)
    {
        if (groups < 1 || input.Columns % groups != 0)
        {
            throw new ArgumentOutOfRangeException(nameof(groups), groups, $"Must divide the {input.Columns} columns.");
        }

        int inputs = input.Columns / groups;
        Initializer initializer = (initialize ?? Initializers.TorchLinear)(inputs, outputs);
        return (input.Graph.Parameter($"{name}.weight", inputs, outputs, initializer), initializer);
    }

    private static int TableRows(Node input, Node table) => input.Columns == table.Columns && table.FixedRows is int rows
        ? rows
        : throw new ArgumentException($"The table must have fixed rows of width {input.Columns}; its width is {table.Columns}.", nameof(table));
}
