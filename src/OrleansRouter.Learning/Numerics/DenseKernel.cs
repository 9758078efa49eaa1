using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OrleansRouter.Learning.Numerics;

/// <summary>The register-blocked product C += A·B in double precision that every dense estimator stands on.</summary>
/// <remarks>
/// Each call adds to an element of C one chain of fused multiply-adds in the order of the inner index, so its value depends neither on
/// the vector width nor on how the caller cuts C into tiles. Buffers are padded with zeros to whole register blocks; no edge case is left.
/// </remarks>
internal static class DenseKernel
{
    /// <summary>Rows of one register block.</summary>
    public const int RowStep = 4;

    /// <summary>Edge of a cache tile; a multiple of both steps for vectors of 2, 4 and 8 doubles.</summary>
    public const int Tile = 96;

    /// <summary>Columns of one register block.</summary>
    public static int ColumnStep => 3 * Vector<double>.Count;

    /// <summary>The smallest multiple of <see cref="RowStep"/> that holds <paramref name="rows"/>.</summary>
    public static int PadRows(int rows) => (rows + RowStep - 1) / RowStep * RowStep;

    /// <summary>C += A·B; element (r, p) of A lies at <c>r·aRowStride + p·aInnerStride</c>, so A may be read transposed.</summary>
    /// <param name="a">A, rows × inner.</param>
    /// <param name="aRowStride">Distance between rows of A.</param>
    /// <param name="aInnerStride">Distance between columns of A.</param>
    /// <param name="b">B, inner × columns, row-major.</param>
    /// <param name="bStride">Distance between rows of B.</param>
    /// <param name="c">C, rows × columns, row-major.</param>
    /// <param name="cStride">Distance between rows of C.</param>
    /// <param name="rows">A multiple of <see cref="RowStep"/>.</param>
    /// <param name="columns">A multiple of <see cref="ColumnStep"/>.</param>
    /// <param name="inner">Length of the summed index.</param>
    public static void MultiplyAdd(
        ReadOnlySpan<double> a, int aRowStride, int aInnerStride,
        ReadOnlySpan<double> b, int bStride,
        Span<double> c, int cStride,
        int rows, int columns, int inner)
    {
        CheckBounds(a.Length, (long)(rows - 1) * aRowStride + (long)(inner - 1) * aInnerStride + 1);
        CheckBounds(b.Length, (long)(inner - 1) * bStride + columns);
        CheckBounds(c.Length, (long)(rows - 1) * cStride + columns);
        ref double a0 = ref MemoryMarshal.GetReference(a);
        ref double b0 = ref MemoryMarshal.GetReference(b);
        ref double c0 = ref MemoryMarshal.GetReference(c);
        for (int j = 0; j < columns; j += ColumnStep)
        {
            for (int i = 0; i < rows; i += RowStep)
            {
                Block(
                    ref Unsafe.Add(ref a0, (nint)i * aRowStride), aRowStride, aInnerStride,
                    ref Unsafe.Add(ref b0, j), bStride,
                    ref Unsafe.Add(ref c0, ((nint)i * cStride) + j), cStride, inner);
            }
        }
    }

    // The checks above make the unchecked reads below safe.
    private static void CheckBounds(int length, long needed)
    {
        if (needed > length)
        {
            throw new ArgumentException($"A block of the product needs {needed} values; its buffer holds {length}.");
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Block(
        ref double a, nint aRow, nint aInner, ref double b, nint bStride, ref double c, nint cStride, int inner)
    {
        nuint width = (nuint)Vector<double>.Count;
        Vector<double> c00 = default, c01 = default, c02 = default, c10 = default, c11 = default, c12 = default;
        Vector<double> c20 = default, c21 = default, c22 = default, c30 = default, c31 = default, c32 = default;
        for (int p = 0; p < inner; p++)
        {
            Vector<double> b0 = Vector.LoadUnsafe(ref b), b1 = Vector.LoadUnsafe(ref b, width), b2 = Vector.LoadUnsafe(ref b, 2 * width);
            var x = new Vector<double>(a);
            c00 = Vector.FusedMultiplyAdd(x, b0, c00);
            c01 = Vector.FusedMultiplyAdd(x, b1, c01);
            c02 = Vector.FusedMultiplyAdd(x, b2, c02);
            x = new Vector<double>(Unsafe.Add(ref a, aRow));
            c10 = Vector.FusedMultiplyAdd(x, b0, c10);
            c11 = Vector.FusedMultiplyAdd(x, b1, c11);
            c12 = Vector.FusedMultiplyAdd(x, b2, c12);
            x = new Vector<double>(Unsafe.Add(ref a, 2 * aRow));
            c20 = Vector.FusedMultiplyAdd(x, b0, c20);
            c21 = Vector.FusedMultiplyAdd(x, b1, c21);
            c22 = Vector.FusedMultiplyAdd(x, b2, c22);
            x = new Vector<double>(Unsafe.Add(ref a, 3 * aRow));
            c30 = Vector.FusedMultiplyAdd(x, b0, c30);
            c31 = Vector.FusedMultiplyAdd(x, b1, c31);
            c32 = Vector.FusedMultiplyAdd(x, b2, c32);
            a = ref Unsafe.Add(ref a, aInner);
            b = ref Unsafe.Add(ref b, bStride);
        }

        AddRow(ref c, c00, c01, c02);
        AddRow(ref Unsafe.Add(ref c, cStride), c10, c11, c12);
        AddRow(ref Unsafe.Add(ref c, 2 * cStride), c20, c21, c22);
        AddRow(ref Unsafe.Add(ref c, 3 * cStride), c30, c31, c32);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddRow(ref double c, Vector<double> x, Vector<double> y, Vector<double> z)
    {
        nuint width = (nuint)Vector<double>.Count;
        (Vector.LoadUnsafe(ref c) + x).StoreUnsafe(ref c);
        (Vector.LoadUnsafe(ref c, width) + y).StoreUnsafe(ref c, width);
        (Vector.LoadUnsafe(ref c, 2 * width) + z).StoreUnsafe(ref c, 2 * width);
    }
}
