using System.Numerics.Tensors;

namespace OrleansRouter.Learning.Networks.Nodes;

/// <summary>In training each value becomes 0 with probability p, else x/(1 − p); otherwise y = x.</summary>
[Paper("Srivastava et al. 2014", "section 4")]
internal sealed class DropoutNode(Node input, double probability) : MapNode(input)
{
    private readonly float[] _factors = new float[(input.FixedRows ?? input.Graph.Capacity) * input.Columns];
    private readonly uint _dropBelow = (uint)(probability * uint.MaxValue);
    private readonly float _kept = (float)(1 / (1 - probability));

    protected override void Map(int row, ReadOnlySpan<float> x, Span<float> y)
    {
        if (Graph.Noise is not { } noise)
        {
            x.CopyTo(y);
            return;
        }

        RowRandom random = noise.ForNode(Index, row);
        Span<float> factors = Factors(row);
        for (int j = 0; j < factors.Length; j++)
        {
            factors[j] = (uint)(random.NextUInt64() >> 32) < _dropBelow ? 0 : _kept;
        }

        TensorPrimitives.Multiply(x, factors, y);
    }

    protected override void AddSlope(int row, ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<float> gradient, Span<float> sum)
    {
        if (Graph.Noise is null)
        {
            TensorPrimitives.Add(sum, gradient, sum);
        }
        else
        {
            TensorPrimitives.MultiplyAdd(gradient, Factors(row), sum, sum);
        }
    }

    private Span<float> Factors(int row) => _factors.AsSpan(row * Columns, Columns);
}
