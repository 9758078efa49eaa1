using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Learning.Neighbors;

/// <summary>What is summed over the coordinates of a pair of vectors.</summary>
internal interface IPairTerm
{
    static abstract Vector<float> Add(Vector<float> sum, Vector<float> q, Vector<float> x);

    static abstract float Add(float sum, float q, float x);
}

/// <summary>(q − x)², whose sum is the squared Euclidean distance.</summary>
internal readonly struct SquaredDifference : IPairTerm
{
    public static Vector<float> Add(Vector<float> sum, Vector<float> q, Vector<float> x) => Vector.FusedMultiplyAdd(q - x, q - x, sum);

    public static float Add(float sum, float q, float x) => MathF.FusedMultiplyAdd(q - x, q - x, sum);
}

/// <summary>q·x, whose sum is the inner product.</summary>
internal readonly struct Product : IPairTerm
{
    public static Vector<float> Add(Vector<float> sum, Vector<float> q, Vector<float> x) => Vector.FusedMultiplyAdd(q, x, sum);

    public static float Add(float sum, float q, float x) => MathF.FusedMultiplyAdd(q, x, sum);
}

/// <summary>Sums of one query against consecutive points.</summary>
/// <remarks>Every pair is summed in the same order wherever it falls in a block, so batches and single queries agree to the bit.</remarks>
internal static class PairKernel<TTerm> where TTerm : struct, IPairTerm
{
    private const int Width = 4;

    /// <summary>Sums of the query and each of the points that follow each other in <paramref name="points"/>.</summary>
    /// <param name="query">Length d.</param>
    /// <param name="points">Row-major, sums.Length × d.</param>
    /// <param name="sums">Destination.</param>
    public static void Sums(ReadOnlySpan<float> query, ReadOnlySpan<float> points, Span<float> sums)
    {
        int d = query.Length, i = 0;
        for (; i <= sums.Length - Width; i += Width)
        {
            FourSums(query, points.Slice(i * d, d), points.Slice((i + 1) * d, d), points.Slice((i + 2) * d, d), points.Slice((i + 3) * d, d), sums.Slice(i, Width));
        }

        for (; i < sums.Length; i++)
        {
            sums[i] = OneSum(query, points.Slice(i * d, d));
        }
    }

    /// <summary>Sums of the query and chosen points.</summary>
    /// <param name="query">Length d.</param>
    /// <param name="points">n × d.</param>
    /// <param name="rows">Which points.</param>
    /// <param name="sums">Destination, as long as <paramref name="rows"/>.</param>
    public static void Sums(ReadOnlySpan<float> query, Matrix<float> points, ReadOnlySpan<int> rows, Span<float> sums)
    {
        int i = 0;
        for (; i <= rows.Length - Width; i += Width)
        {
            FourSums(query, points.Row(rows[i]), points.Row(rows[i + 1]), points.Row(rows[i + 2]), points.Row(rows[i + 3]), sums.Slice(i, Width));
        }

        for (; i < rows.Length; i++)
        {
            sums[i] = OneSum(query, points.Row(rows[i]));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourSums(
        ReadOnlySpan<float> query, ReadOnlySpan<float> p0, ReadOnlySpan<float> p1, ReadOnlySpan<float> p2, ReadOnlySpan<float> p3, Span<float> sums)
    {
        int d = query.Length, j = 0;
        ref float q = ref MemoryMarshal.GetReference(query);
        ref float x0 = ref MemoryMarshal.GetReference(p0), x1 = ref MemoryMarshal.GetReference(p1);
        ref float x2 = ref MemoryMarshal.GetReference(p2), x3 = ref MemoryMarshal.GetReference(p3);
        Vector<float> s0 = default, s1 = default, s2 = default, s3 = default;
        for (; j <= d - Vector<float>.Count; j += Vector<float>.Count)
        {
            Vector<float> v = Vector.LoadUnsafe(ref q, (nuint)j);
            s0 = TTerm.Add(s0, v, Vector.LoadUnsafe(ref x0, (nuint)j));
            s1 = TTerm.Add(s1, v, Vector.LoadUnsafe(ref x1, (nuint)j));
            s2 = TTerm.Add(s2, v, Vector.LoadUnsafe(ref x2, (nuint)j));
            s3 = TTerm.Add(s3, v, Vector.LoadUnsafe(ref x3, (nuint)j));
        }

        sums[0] = AddTail(Vector.Sum(s0), query, p0, j);
        sums[1] = AddTail(Vector.Sum(s1), query, p1, j);
        sums[2] = AddTail(Vector.Sum(s2), query, p2, j);
        sums[3] = AddTail(Vector.Sum(s3), query, p3, j);
    }

    private static float OneSum(ReadOnlySpan<float> query, ReadOnlySpan<float> point)
    {
        Vector<float> sum = default;
        int j = 0;
        for (; j <= query.Length - Vector<float>.Count; j += Vector<float>.Count)
        {
            sum = TTerm.Add(sum, new Vector<float>(query[j..]), new Vector<float>(point[j..]));
        }

        return AddTail(Vector.Sum(sum), query, point, j);
    }

    private static float AddTail(float sum, ReadOnlySpan<float> query, ReadOnlySpan<float> point, int start)
    {
        for (int j = start; j < query.Length; j++)
        {
            sum = TTerm.Add(sum, query[j], point[j]);
        }

        return sum;
    }
}
