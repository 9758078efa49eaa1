using System.Numerics.Tensors;
using OrleansRouter.Learning.Networks.Kernels;

namespace OrleansRouter.Learning.Networks.Nodes;

/// <summary>Y = X·W + 1bᵀ, with W of inputs × outputs; a row of several groups has W applied to each of them.</summary>
internal sealed class DenseNode(Node input, Node weight, Node? bias, int groups = 1)
    : Node(input.Graph, groups * weight.Columns, input.FixedRows, needsGradient: true)
{
    private readonly int _inputs = input.Columns / groups, _outputs = weight.Columns;

    // Groups lie side by side in a row, so that they are rows of a matrix of the same memory.
    private int Stretches => Rows * groups;

    protected internal override void Forward()
    {
        Span<float> values = Values;
        if (bias is null)
        {
            values.Clear();
        }
        else
        {
            for (int i = 0; i < Stretches; i++)
            {
                bias.Values.CopyTo(values[(i * _outputs)..]);
            }
        }

        MatrixProduct.AddProduct(input.Values, weight.Values, values, Stretches, _outputs, _inputs);
    }

    protected internal override void Backward()
    {
        MatrixProduct.AddTransposedProduct(input.Values, Gradient, weight.Gradient, _inputs, _outputs, Stretches);
        if (bias is not null)
        {
            AddStretches(bias.Gradient);
        }

        if (input.NeedsGradient)
        {
            MatrixProduct.AddProductTransposed(Gradient, weight.Values, input.Gradient, Stretches, _inputs, _outputs);
        }
    }

    private void AddStretches(Span<float> sum)
    {
        ReadOnlySpan<float> gradient = Gradient;
        for (int i = 0; i < Stretches; i++)
        {
            TensorPrimitives.Add(sum, gradient.Slice(i * _outputs, _outputs), sum);
        }
    }
}
