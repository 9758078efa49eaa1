using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace OrleansRouter.Learning.Neighbors;

/// <summary>Exact inner products of one vector of bytes with many of signed bytes.</summary>
internal static class ByteKernel
{
    /// <summary>Vectors are padded to multiples of this length.</summary>
    public const int Width = 64;

    /// <summary>Added to signed query codes below it in size, so that they are positive and two products fit 16 bits: 2·127·127 &lt; 2¹⁵.</summary>
    public const int Shift = 64;

    /// <summary>Whether the processor has the instructions.</summary>
    public static bool IsSupported => Avx2.IsSupported;

    /// <summary>Σⱼ query[j]·point[j] for consecutive points.</summary>
    /// <param name="query">A multiple of <see cref="Width"/> long, each at most 127.</param>
    /// <param name="points">sums.Length vectors as long as the query, each value from −127 to 127.</param>
    /// <param name="sums">Destination.</param>
    public static void Sums(ReadOnlySpan<byte> query, ReadOnlySpan<sbyte> points, Span<int> sums)
    {
        int d = query.Length, i = 0;
        for (; i <= sums.Length - 4; i += 4)
        {
            if (Avx512BW.IsSupported)
            {
                FourWideSums(query, points.Slice(i * d, 4 * d), sums.Slice(i, 4));
            }
            else
            {
                FourSums(query, points.Slice(i * d, 4 * d), sums.Slice(i, 4));
            }
        }

        for (; i < sums.Length; i++)
        {
            sums[i] = OneSum(query, points.Slice(i * d, d));
        }
    }

    // Four points at a time: each load of the query serves all.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourSums(ReadOnlySpan<byte> query, ReadOnlySpan<sbyte> points, Span<int> sums)
    {
        nuint d = (nuint)query.Length;
        ref byte q = ref MemoryMarshal.GetReference(query);
        ref sbyte x = ref MemoryMarshal.GetReference(points);
        Vector256<int> s0 = default, s1 = default, s2 = default, s3 = default;
        for (nuint j = 0; j < d; j += (nuint)Vector256<byte>.Count)
        {
            Vector256<byte> v = Vector256.LoadUnsafe(ref q, j);
            s0 += Products(v, Vector256.LoadUnsafe(ref x, j));
            s1 += Products(v, Vector256.LoadUnsafe(ref x, d + j));
            s2 += Products(v, Vector256.LoadUnsafe(ref x, (2 * d) + j));
            s3 += Products(v, Vector256.LoadUnsafe(ref x, (3 * d) + j));
        }

        StoreSums(s0, s1, s2, s3, sums);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourWideSums(ReadOnlySpan<byte> query, ReadOnlySpan<sbyte> points, Span<int> sums)
    {
        nuint d = (nuint)query.Length;
        ref byte q = ref MemoryMarshal.GetReference(query);
        ref sbyte x = ref MemoryMarshal.GetReference(points);
        Vector512<int> s0 = default, s1 = default, s2 = default, s3 = default;
        for (nuint j = 0; j < d; j += (nuint)Vector512<byte>.Count)
        {
            Vector512<byte> v = Vector512.LoadUnsafe(ref q, j);
            s0 += WideProducts(v, Vector512.LoadUnsafe(ref x, j));
            s1 += WideProducts(v, Vector512.LoadUnsafe(ref x, d + j));
            s2 += WideProducts(v, Vector512.LoadUnsafe(ref x, (2 * d) + j));
            s3 += WideProducts(v, Vector512.LoadUnsafe(ref x, (3 * d) + j));
        }

        StoreSums(s0.GetLower() + s0.GetUpper(), s1.GetLower() + s1.GetUpper(), s2.GetLower() + s2.GetUpper(), s3.GetLower() + s3.GetUpper(), sums);
    }

    // The sums of four vectors' lanes, side by side: three additions of neighbours and one of halves.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreSums(Vector256<int> s0, Vector256<int> s1, Vector256<int> s2, Vector256<int> s3, Span<int> sums)
    {
        Vector256<int> halves = Avx2.HorizontalAdd(Avx2.HorizontalAdd(s0, s1), Avx2.HorizontalAdd(s2, s3));
        (halves.GetLower() + halves.GetUpper()).CopyTo(sums);
    }

    private static int OneSum(ReadOnlySpan<byte> query, ReadOnlySpan<sbyte> point)
    {
        Vector256<int> sum = default;
        for (int j = 0; j < query.Length; j += Vector256<byte>.Count)
        {
            sum += Products(Vector256.Create(query[j..]), Vector256.Create(point[j..]));
        }

        return Vector256.Sum(sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Products(Vector256<byte> query, Vector256<sbyte> point) =>
        Avx2.MultiplyAddAdjacent(Avx2.MultiplyAddAdjacent(query, point), Vector256<short>.One);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> WideProducts(Vector512<byte> query, Vector512<sbyte> point) =>
        Avx512BW.MultiplyAddAdjacent(Avx512BW.MultiplyAddAdjacent(query, point), Vector512<short>.One);
}
