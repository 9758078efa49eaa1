using System.Numerics;
using System.Numerics.Tensors;
using OrleansRouter.Learning.Networks.Kernels;

namespace OrleansRouter.Learning.Networks.Nodes;

/// <summary>y = max(x, 0), with slope 0 at 0.</summary>
internal sealed class ReluNode(Node input) : MapNode(input)
{
    protected override void Map(int row, ReadOnlySpan<float> x, Span<float> y) => TensorPrimitives.Max(x, 0f, y);

    protected override void AddSlope(int row, ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<float> gradient, Span<float> sum)
    {
        int i = 0;
        for (; i <= y.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector<int> positive = Vector.GreaterThan(new Vector<float>(y[i..]), Vector<float>.Zero);
            Vector<float> passed = Vector.ConditionalSelect(positive, new Vector<float>(gradient[i..]), Vector<float>.Zero);
            (new Vector<float>(sum[i..]) + passed).CopyTo(sum[i..]);
        }

        for (; i < y.Length; i++)
        {
            sum[i] += y[i] > 0 ? gradient[i] : 0;
        }
    }
}

/// <summary>y = tanh x.</summary>
internal sealed class TanhNode(Node input) : MapNode(input)
{
    protected override void Map(int row, ReadOnlySpan<float> x, Span<float> y) => TensorPrimitives.Tanh(x, y);

    protected override void AddSlope(int row, ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<float> gradient, Span<float> sum)
    {
        for (int i = 0; i < y.Length; i++)
        {
            sum[i] += gradient[i] * (1 - (y[i] * y[i]));
        }
    }
}

/// <summary>y = σ(x) = 1/(1 + e⁻ˣ).</summary>
internal sealed class SigmoidNode(Node input) : MapNode(input)
{
    protected override void Map(int row, ReadOnlySpan<float> x, Span<float> y) => TensorPrimitives.Sigmoid(x, y);

    protected override void AddSlope(int row, ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<float> gradient, Span<float> sum)
    {
        for (int i = 0; i < y.Length; i++)
        {
            sum[i] += gradient[i] * y[i] * (1 - y[i]);
        }
    }
}

/// <summary>y = softmax(x) over the row.</summary>
internal sealed class SoftmaxNode(Node input) : MapNode(input)
{
    protected override void Map(int row, ReadOnlySpan<float> x, Span<float> y)
    {
        LogSoftmax.Compute(x, y);
        for (int j = 0; j < y.Length; j++)
        {
            y[j] = MathF.Exp(y[j]);
        }
    }

    protected override void AddSlope(int row, ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<float> gradient, Span<float> sum)
    {
        float mean = InnerProduct.Of(y, gradient);
        for (int j = 0; j < y.Length; j++)
        {
            sum[j] += y[j] * (gradient[j] - mean);
        }
    }
}
