using System.Numerics.Tensors;

namespace OrleansRouter.Learning.Networks;

/// <summary>
/// Random numbers of one row of one batch (SplitMix64, Steele et al. 2014). They depend on the seed, the step and the place in the batch,
/// never on the shard or thread that asks; taking them allocates nothing.
/// </summary>
public struct RowRandom
{
    private const ulong Golden = 0x9E3779B97F4A7C15UL;

    private ulong _state;

    internal RowRandom(ulong seed, ulong node, ulong row) => _state = Mix(Mix(seed + (node * Golden)) + (row * Golden));

    /// <summary>The next 64 uniformly distributed bits.</summary>
    public ulong NextUInt64() => Mix(_state += Golden);

    /// <summary>Uniform on [0, 1) with 53 random bits.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Fills <paramref name="values"/> with standard normal numbers (Box–Muller over 32-bit uniforms: at most 6.7 in size).</summary>
    public void FillGaussian(Span<float> values)
    {
        const int maxPairs = 64;
        Span<float> radii = stackalloc float[maxPairs], angles = stackalloc float[maxPairs];
        for (; values.Length > 0; values = values[Math.Min(values.Length, 2 * maxPairs)..])
        {
            int cosines = Math.Min((values.Length + 1) / 2, maxPairs), sines = Math.Min(values.Length - cosines, maxPairs);
            FillPolar(radii[..cosines], angles[..cosines]);
            TensorPrimitives.Cos(angles[..cosines], values);
            TensorPrimitives.Multiply(values[..cosines], radii[..cosines], values);
            TensorPrimitives.Sin(angles[..sines], values[cosines..]);
            TensorPrimitives.Multiply(values.Slice(cosines, sines), radii[..sines], values[cosines..]);
        }
    }

    // Radii √(−2 ln u) and angles 2πv of independent uniforms u in (0, 1] and v in [0, 1).
    private void FillPolar(Span<float> radii, Span<float> angles)
    {
        for (int i = 0; i < radii.Length; i++)
        {
            ulong bits = NextUInt64();
            radii[i] = ((uint)bits + 1f) * (1f / 4294967296f);
            angles[i] = (bits >> 32) * (MathF.Tau / 4294967296f);
        }

        TensorPrimitives.Log(radii, radii);
        TensorPrimitives.Multiply(radii, -2f, radii);
        TensorPrimitives.Sqrt(radii, radii);
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
