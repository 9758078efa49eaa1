using System.Numerics.Tensors;
using OrleansRouter.Learning.Networks.Kernels;

namespace OrleansRouter.Learning.Networks.Nodes;

/// <summary>yᵢg = ⟨aᵢg, bᵢ⟩, where row aᵢ is cut into groups as wide as row bᵢ. One group is the inner product of rows.</summary>
internal sealed class GroupDotNode(Node groups, Node vector)
    : Node(groups.Graph, groups.Columns / vector.Columns, CommonRows(groups, vector), groups.NeedsGradient || vector.NeedsGradient)
{
    private readonly int _width = vector.Columns;

    protected internal override void Forward()
    {
        for (int i = 0; i < Rows; i++)
        {
            Span<float> a = groups.Row(i), b = vector.Row(i), y = Row(i);
            for (int g = 0; g < y.Length; g++)
            {
                y[g] = InnerProduct.Of(a.Slice(g * _width, _width), b);
            }
        }
    }

    protected internal override void Backward()
    {
        for (int i = 0; i < Rows; i++)
        {
            Span<float> slope = GradientRow(i);
            for (int g = 0; g < slope.Length; g++)
            {
                if (groups.NeedsGradient)
                {
                    AddScaled(vector.Row(i), slope[g], groups.GradientRow(i).Slice(g * _width, _width));
                }

                if (vector.NeedsGradient)
                {
                    AddScaled(groups.Row(i).Slice(g * _width, _width), slope[g], vector.GradientRow(i));
                }
            }
        }
    }

    private static void AddScaled(ReadOnlySpan<float> x, float factor, Span<float> sum) => TensorPrimitives.MultiplyAdd(x, factor, sum, sum);
}
