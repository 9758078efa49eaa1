using System.Numerics.Tensors;
using OrleansRouter.Learning.Networks.Kernels;

namespace OrleansRouter.Learning.Networks.Nodes;

/// <summary>Y = X·W + 1bᵀ, with W of inputs × outputs.</summary>
internal sealed class DenseNode(Node input, Node weight, Node? bias)
    : Node(input.Graph, weight.Columns, input.FixedRows, needsGradient: true)
{
    protected internal override void Forward()
    {
        Span<float> values = Values;
        if (bias is null)
        {
            values.Clear();
        }
        else
        {
            for (int i = 0; i < Rows; i++)
            {
                bias.Values.CopyTo(values[(i * Columns)..]);
            }
        }

        MatrixProduct.AddProduct(input.Values, weight.Values, values, Rows, Columns, input.Columns);
    }

    protected internal override void Backward()
    {
        MatrixProduct.AddTransposedProduct(input.Values, Gradient, weight.Gradient, input.Columns, Columns, Rows);
        if (bias is not null)
        {
            AddRows(bias.Gradient);
        }

        if (input.NeedsGradient)
        {
            MatrixProduct.AddProductTransposed(Gradient, weight.Values, input.Gradient, Rows, input.Columns, Columns);
        }
    }

    private void AddRows(Span<float> sum)
    {
        for (int i = 0; i < Rows; i++)
        {
            TensorPrimitives.Add(sum, GradientRow(i), sum);
        }
    }
}
