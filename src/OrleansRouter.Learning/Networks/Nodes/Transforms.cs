using System.Numerics.Tensors;
using OrleansRouter.Learning.Networks.Kernels;

namespace OrleansRouter.Learning.Networks.Nodes;

/// <summary>y = |x|, with slope 0 at 0.</summary>
internal sealed class AbsoluteNode(Node input) : MapNode(input)
{
    protected override void Map(int row, ReadOnlySpan<float> x, Span<float> y) => TensorPrimitives.Abs(x, y);

    protected override void AddSlope(int row, ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<float> gradient, Span<float> sum)
    {
        for (int i = 0; i < x.Length; i++)
        {
            sum[i] += x[i] > 0 ? gradient[i] : x[i] < 0 ? -gradient[i] : 0;
        }
    }
}

/// <summary>y = factor·x.</summary>
internal sealed class ScaleNode(Node input, float factor) : MapNode(input)
{
    protected override void Map(int row, ReadOnlySpan<float> x, Span<float> y) => TensorPrimitives.Multiply(x, factor, y);

    protected override void AddSlope(int row, ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<float> gradient, Span<float> sum) =>
        TensorPrimitives.MultiplyAdd(gradient, factor, sum, sum);
}

/// <summary>y = x/‖x‖; a row of zeros stays zero.</summary>
internal sealed class UnitLengthNode(Node input) : MapNode(input)
{
    protected override void Map(int row, ReadOnlySpan<float> x, Span<float> y) => TensorPrimitives.Multiply(x, InverseLength(x), y);

    // ∂y/∂x = (I − y·yᵀ)/‖x‖
    protected override void AddSlope(int row, ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<float> gradient, Span<float> sum)
    {
        float inverse = InverseLength(x), along = InnerProduct.Of(y, gradient);
        for (int j = 0; j < x.Length; j++)
        {
            sum[j] += inverse * (gradient[j] - (along * y[j]));
        }
    }

    private static float InverseLength(ReadOnlySpan<float> x)
    {
        float square = InnerProduct.Of(x, x);
        return square > 0 ? 1 / MathF.Sqrt(square) : 0;
    }
}
