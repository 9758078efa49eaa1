using System.Numerics.Tensors;

namespace OrleansRouter.Learning.Networks.Nodes;

/// <summary>Row i is row <c>indices[i]</c> of a table.</summary>
internal sealed class GatherNode(Node table, int tableRows, IndexInput indices)
    : Node(table.Graph, table.Columns, fixedRows: null, table.NeedsGradient)
{
    protected internal override void Forward()
    {
        for (int i = 0; i < Rows; i++)
        {
            table.Row(indices.At(i, tableRows)).CopyTo(Row(i));
        }
    }

    protected internal override void Backward()
    {
        for (int i = 0; i < Rows; i++)
        {
            Span<float> sum = table.GradientRow(indices.Values[i]);
            TensorPrimitives.Add(sum, GradientRow(i), sum);
        }
    }
}
