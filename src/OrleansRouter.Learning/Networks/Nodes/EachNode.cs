using System.Numerics.Tensors;

namespace OrleansRouter.Learning.Networks.Nodes;

/// <summary>Combines every row of a matrix with each of the G rows of a table of the same width: row i becomes G groups side by side.</summary>
internal abstract class EachNode : Node
{
    protected EachNode(Node rows, Node table, int groups)
        : base(rows.Graph, checked(groups * rows.Columns), rows.FixedRows, rows.NeedsGradient || table.NeedsGradient) =>
        (Left, Table, Groups) = (rows, table, groups);

    protected Node Left { get; }

    protected Node Table { get; }

    protected int Groups { get; }

    /// <summary>Group g of a row of this node.</summary>
    protected Span<float> Group(Span<float> row, int group) => row.Slice(group * Left.Columns, Left.Columns);
}

/// <summary>yᵢg = aᵢ + t_g.</summary>
internal sealed class SumEachNode(Node rows, Node table, int groups) : EachNode(rows, table, groups)
{
    protected internal override void Forward()
    {
        for (int i = 0; i < Rows; i++)
        {
            Span<float> y = Row(i);
            for (int g = 0; g < Groups; g++)
            {
                TensorPrimitives.Add(Left.Row(i), Table.Row(g), Group(y, g));
            }
        }
    }

    protected internal override void Backward()
    {
        for (int i = 0; i < Rows; i++)
        {
            Span<float> slopes = GradientRow(i);
            for (int g = 0; g < Groups; g++)
            {
                AddTo(Left, i, Group(slopes, g));
                AddTo(Table, g, Group(slopes, g));
            }
        }
    }

    private static void AddTo(Node node, int row, ReadOnlySpan<float> slope)
    {
        if (node.NeedsGradient)
        {
            Span<float> sum = node.GradientRow(row);
            TensorPrimitives.Add(sum, slope, sum);
        }
    }
}

/// <summary>yᵢg = aᵢ ∘ t_g.</summary>
internal sealed class ProductEachNode(Node rows, Node table, int groups) : EachNode(rows, table, groups)
{
    protected internal override void Forward()
    {
        for (int i = 0; i < Rows; i++)
        {
            Span<float> y = Row(i);
            for (int g = 0; g < Groups; g++)
            {
                TensorPrimitives.Multiply(Left.Row(i), Table.Row(g), Group(y, g));
            }
        }
    }

    protected internal override void Backward()
    {
        for (int i = 0; i < Rows; i++)
        {
            Span<float> slopes = GradientRow(i);
            for (int g = 0; g < Groups; g++)
            {
                AddTo(Left, i, Group(slopes, g), Table.Row(g));
                AddTo(Table, g, Group(slopes, g), Left.Row(i));
            }
        }
    }

    private static void AddTo(Node node, int row, ReadOnlySpan<float> slope, ReadOnlySpan<float> factor)
    {
        if (node.NeedsGradient)
        {
            Span<float> sum = node.GradientRow(row);
            TensorPrimitives.MultiplyAdd(slope, factor, sum, sum);
        }
    }
}
