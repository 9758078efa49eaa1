using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OrleansRouter.Learning.Numerics;

/// <summary>The inner product of a row of floats with coefficients in double precision.</summary>
internal static class MixedDot
{
    /// <summary>Σ xⱼβⱼ, summed in double precision.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double Dot(ReadOnlySpan<float> x, ReadOnlySpan<double> coefficients)
    {
        if (x.Length != coefficients.Length)
        {
            throw new ArgumentException($"The row has {x.Length} features; the model has {coefficients.Length}.", nameof(x));
        }

        ref float a = ref MemoryMarshal.GetReference(x);
        ref double b = ref MemoryMarshal.GetReference(coefficients);
        Vector<double> low = default, high = default;
        int j = 0;
        for (; j <= x.Length - Vector<float>.Count; j += Vector<float>.Count)
        {
            Vector.Widen(Vector.LoadUnsafe(ref a, (nuint)j), out Vector<double> left, out Vector<double> right);
            low = Vector.FusedMultiplyAdd(left, Vector.LoadUnsafe(ref b, (nuint)j), low);
            high = Vector.FusedMultiplyAdd(right, Vector.LoadUnsafe(ref b, (nuint)(j + Vector<double>.Count)), high);
        }

        double sum = Vector.Sum(low + high);
        for (; j < x.Length; j++)
        {
            sum = Math.FusedMultiplyAdd(Unsafe.Add(ref a, j), Unsafe.Add(ref b, j), sum);
        }

        return sum;
    }
}
