using System.Runtime.Intrinsics;

namespace OrleansRouter.Learning.Networks.Kernels;

/// <summary>Inner products whose order of summation is fixed: eight partial sums on every machine, wherever the memory lies.</summary>
internal static class InnerProduct
{
    /// <summary>Σ aⱼbⱼ.</summary>
    /// <param name="a">Any length.</param>
    /// <param name="b">At least as long as <paramref name="a"/>.</param>
    public static float Of(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        Vector256<float> lanes = Vector256<float>.Zero;
        int j = 0;
        for (; j <= a.Length - Vector256<float>.Count; j += Vector256<float>.Count)
        {
            lanes = Vector256.FusedMultiplyAdd(Vector256.Create(a[j..]), Vector256.Create(b[j..]), lanes);
        }

        Vector128<float> half = lanes.GetLower() + lanes.GetUpper();
        float sum = half[0] + half[1] + (half[2] + half[3]);
        for (; j < a.Length; j++)
        {
            sum = MathF.FusedMultiplyAdd(a[j], b[j], sum);
        }

        return sum;
    }

    /// <summary>Σ aⱼ² in double precision.</summary>
    public static double Square(ReadOnlySpan<float> a)
    {
        Vector256<double> low = Vector256<double>.Zero, high = low;
        int j = 0;
        for (; j <= a.Length - Vector256<float>.Count; j += Vector256<float>.Count)
        {
            (Vector256<double> x, Vector256<double> y) = Vector256.Widen(Vector256.Create(a[j..]));
            low = Vector256.FusedMultiplyAdd(x, x, low);
            high = Vector256.FusedMultiplyAdd(y, y, high);
        }

        Vector256<double> lanes = low + high;
        double sum = lanes[0] + lanes[1] + (lanes[2] + lanes[3]);
        for (; j < a.Length; j++)
        {
            sum += (double)a[j] * a[j];
        }

        return sum;
    }
}
