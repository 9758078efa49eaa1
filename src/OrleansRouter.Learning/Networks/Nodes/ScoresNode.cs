using OrleansRouter.Learning.Networks.Kernels;

namespace OrleansRouter.Learning.Networks.Nodes;

/// <summary>Y = A·Bᵀ: the inner product of every row of A with every row of B.</summary>
internal sealed class ScoresNode(Node left, Node right, int rightRows)
    : Node(left.Graph, rightRows, left.FixedRows, left.NeedsGradient || right.NeedsGradient)
{
    protected internal override void Forward()
    {
        Values.Clear();
        MatrixProduct.AddProductTransposed(left.Values, right.Values, Values, Rows, Columns, left.Columns);
    }

    protected internal override void Backward()
    {
        if (left.NeedsGradient)
        {
            MatrixProduct.AddProduct(Gradient, right.Values, left.Gradient, Rows, left.Columns, Columns);
        }

        if (right.NeedsGradient)
        {
            MatrixProduct.AddTransposedProduct(Gradient, left.Values, right.Gradient, Columns, left.Columns, Rows);
        }
    }
}
