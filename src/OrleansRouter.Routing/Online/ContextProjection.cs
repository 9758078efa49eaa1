using System.Numerics.Tensors;
using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Routing.Online;

/// <summary>
/// The context z = [1; P·x] of online regressions. P holds ±1/√m drawn from a fixed seed, so that lengths and angles are kept up to
/// 1/√m (Johnson and Lindenstrauss) and nothing about it need be stored; where x is short enough it stays as it is.
/// </summary>
internal sealed class ContextProjection
{
    private const ulong Seed = 0x6F6E6C696E65;
    private readonly Matrix<float>? _rows;

    /// <param name="features">d, length of x.</param>
    /// <param name="dimensions">m, the largest length of P·x.</param>
    public ContextProjection(int features, int dimensions)
    {
        Length = 1 + Math.Min(features, dimensions);
        if (dimensions < features)
        {
            var rng = new Rng(Seed);
            float entry = 1 / MathF.Sqrt(dimensions);
            _rows = new Matrix<float>(dimensions, features);
            foreach (ref float value in _rows.Values.AsSpan())
            {
                value = (rng.NextUInt64() >> 63) == 0 ? entry : -entry;
            }
        }
    }

    /// <summary>Length of z.</summary>
    public int Length { get; }

    /// <summary>Writes z.</summary>
    public void Apply(ReadOnlySpan<float> embedding, Span<float> context)
    {
        context[0] = 1;
        if (_rows is null)
        {
            embedding.CopyTo(context[1..]);
            return;
        }

        for (int i = 0; i < _rows.Rows; i++)
        {
            context[1 + i] = TensorPrimitives.Dot<float>(_rows.Row(i), embedding);
        }
    }
}
