using System.Numerics;
using System.Runtime.InteropServices;

namespace OrleansRouter.Learning.Numerics;

/// <summary>Sums rows of floats in double precision.</summary>
internal static class MixedAdd
{
    /// <summary>y ← y + a·x.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void AddScaled(Span<double> y, double a, ReadOnlySpan<float> x)
    {
        if (x.Length != y.Length)
        {
            throw new ArgumentException($"The row has {x.Length} values; the sum has {y.Length}.", nameof(x));
        }

        ref float source = ref MemoryMarshal.GetReference(x);
        ref double sum = ref MemoryMarshal.GetReference(y);
        var scale = new Vector<double>(a);
        nuint width = (nuint)Vector<double>.Count;
        int j = 0;
        for (; j <= x.Length - Vector<float>.Count; j += Vector<float>.Count)
        {
            Vector.Widen(Vector.LoadUnsafe(ref source, (nuint)j), out Vector<double> low, out Vector<double> high);
            Vector.FusedMultiplyAdd(scale, low, Vector.LoadUnsafe(ref sum, (nuint)j)).StoreUnsafe(ref sum, (nuint)j);
            Vector.FusedMultiplyAdd(scale, high, Vector.LoadUnsafe(ref sum, (nuint)j + width)).StoreUnsafe(ref sum, (nuint)j + width);
        }

        for (; j < x.Length; j++)
        {
            y[j] = Math.FusedMultiplyAdd(a, x[j], y[j]);
        }
    }
}
