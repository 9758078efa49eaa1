using System.Numerics.Tensors;

namespace OrleansRouter.Learning.Networks.Nodes;

/// <summary>In training y = x + sd·ε with ε standard normal; otherwise y = x.</summary>
internal sealed class GaussianNoiseNode(Node input, float sd) : MapNode(input)
{
    protected override void Map(int row, ReadOnlySpan<float> x, Span<float> y)
    {
        if (Graph.Noise is not { } noise)
        {
            x.CopyTo(y);
            return;
        }

        RowRandom random = noise.ForNode(Index, row);
        random.FillGaussian(y);
        TensorPrimitives.MultiplyAdd(y, sd, x, y);
    }

    protected override void AddSlope(int row, ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<float> gradient, Span<float> sum) =>
        TensorPrimitives.Add(sum, gradient, sum);
}
