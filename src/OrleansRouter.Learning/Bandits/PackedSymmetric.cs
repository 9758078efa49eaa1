using System.Numerics.Tensors;

namespace OrleansRouter.Learning.Bandits;

/// <summary>Symmetric and upper triangular d × d matrices in d(d + 1)/2 doubles: row k holds columns k … d − 1.</summary>
internal static class PackedSymmetric
{
    /// <summary>The largest d whose packed length is an array index.</summary>
    public const int LargestDimension = 46_340;

    public static int Length(int dimension) => (int)((long)dimension * (dimension + 1) / 2);

    /// <summary>Row <paramref name="k"/> from the diagonal on, d − k values.</summary>
    public static Span<double> Row(double[] packed, int dimension, int k) =>
        packed.AsSpan((int)(((long)k * dimension) - ((long)k * (k - 1) / 2)), dimension - k);

    /// <summary>A ← A + w·zzᵀ.</summary>
    public static void AddOuter(double[] packed, ReadOnlySpan<double> z, double weight)
    {
        for (int k = 0; k < z.Length; k++)
        {
            Span<double> row = Row(packed, z.Length, k);
            TensorPrimitives.MultiplyAdd(z[k..], weight * z[k], row, row);
        }
    }
}
