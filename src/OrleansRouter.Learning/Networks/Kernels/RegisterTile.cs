using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OrleansRouter.Learning.Networks.Kernels;

/// <summary>The innermost products C += A·B: a tile of C stays in registers while the inner index runs.</summary>
internal static class RegisterTile
{
    /// <summary>Rows of a tile.</summary>
    public const int Rows = 4;

    /// <summary>Columns of a tile: two vectors.</summary>
    public static int Columns => 2 * Vector<float>.Count;

    /// <summary>One tile of <see cref="Rows"/> × <see cref="Columns"/>.</summary>
    /// <param name="a">Element (i, p) at <c>i·aRow + p·aInner</c>.</param>
    /// <param name="aRow">Distance between rows of A.</param>
    /// <param name="aInner">Distance along the inner index of A.</param>
    /// <param name="b">Row p, of <see cref="Columns"/> values, at <c>p·bInner</c>.</param>
    /// <param name="bInner">Distance between rows of B.</param>
    /// <param name="c">Row i, of <see cref="Columns"/> values, at <c>i·cRow</c>.</param>
    /// <param name="cRow">Distance between rows of C.</param>
    /// <param name="depth">Length of the inner index.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void MultiplyAdd(
        ReadOnlySpan<float> a, nint aRow, nint aInner, ReadOnlySpan<float> b, nint bInner, Span<float> c, nint cRow, int depth)
    {
        CheckReach(a.Length, ((Rows - 1) * aRow) + ((depth - 1) * aInner) + 1);
        CheckReach(b.Length, ((depth - 1) * bInner) + Columns);
        CheckReach(c.Length, ((Rows - 1) * cRow) + Columns);
        nuint width = (nuint)Vector<float>.Count;
        ref float ap = ref MemoryMarshal.GetReference(a);
        ref float bp = ref MemoryMarshal.GetReference(b);
        ref float r0 = ref MemoryMarshal.GetReference(c);
        ref float r1 = ref Unsafe.Add(ref r0, cRow);
        ref float r2 = ref Unsafe.Add(ref r0, 2 * cRow);
        ref float r3 = ref Unsafe.Add(ref r0, 3 * cRow);
        Vector<float> c00 = Vector.LoadUnsafe(ref r0), c01 = Vector.LoadUnsafe(ref r0, width);
        Vector<float> c10 = Vector.LoadUnsafe(ref r1), c11 = Vector.LoadUnsafe(ref r1, width);
        Vector<float> c20 = Vector.LoadUnsafe(ref r2), c21 = Vector.LoadUnsafe(ref r2, width);
        Vector<float> c30 = Vector.LoadUnsafe(ref r3), c31 = Vector.LoadUnsafe(ref r3, width);
        for (int p = 0; p < depth; p++)
        {
            Vector<float> b0 = Vector.LoadUnsafe(ref bp), b1 = Vector.LoadUnsafe(ref bp, width);
            var x = new Vector<float>(ap);
            c00 = Vector.FusedMultiplyAdd(x, b0, c00);
            c01 = Vector.FusedMultiplyAdd(x, b1, c01);
            x = new Vector<float>(Unsafe.Add(ref ap, aRow));
            c10 = Vector.FusedMultiplyAdd(x, b0, c10);
            c11 = Vector.FusedMultiplyAdd(x, b1, c11);
            x = new Vector<float>(Unsafe.Add(ref ap, 2 * aRow));
            c20 = Vector.FusedMultiplyAdd(x, b0, c20);
            c21 = Vector.FusedMultiplyAdd(x, b1, c21);
            x = new Vector<float>(Unsafe.Add(ref ap, 3 * aRow));
            c30 = Vector.FusedMultiplyAdd(x, b0, c30);
            c31 = Vector.FusedMultiplyAdd(x, b1, c31);
            ap = ref Unsafe.Add(ref ap, aInner);
            bp = ref Unsafe.Add(ref bp, bInner);
        }

        StoreRow(ref r0, c00, c01);
        StoreRow(ref r1, c10, c11);
        StoreRow(ref r2, c20, c21);
        StoreRow(ref r3, c30, c31);
    }

    /// <summary>One row of a tile, for the rows that do not fill one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void MultiplyAddRow(ReadOnlySpan<float> a, nint aInner, ReadOnlySpan<float> b, nint bInner, Span<float> c, int depth)
    {
        CheckReach(a.Length, ((depth - 1) * aInner) + 1);
        CheckReach(b.Length, ((depth - 1) * bInner) + Columns);
        CheckReach(c.Length, Columns);
        nuint width = (nuint)Vector<float>.Count;
        ref float ap = ref MemoryMarshal.GetReference(a);
        ref float bp = ref MemoryMarshal.GetReference(b);
        ref float row = ref MemoryMarshal.GetReference(c);
        Vector<float> c0 = Vector.LoadUnsafe(ref row), c1 = Vector.LoadUnsafe(ref row, width);
        for (int p = 0; p < depth; p++)
        {
            var x = new Vector<float>(ap);
            c0 = Vector.FusedMultiplyAdd(x, Vector.LoadUnsafe(ref bp), c0);
            c1 = Vector.FusedMultiplyAdd(x, Vector.LoadUnsafe(ref bp, width), c1);
            ap = ref Unsafe.Add(ref ap, aInner);
            bp = ref Unsafe.Add(ref bp, bInner);
        }

        StoreRow(ref row, c0, c1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreRow(ref float row, Vector<float> low, Vector<float> high)
    {
        low.StoreUnsafe(ref row);
        high.StoreUnsafe(ref row, (nuint)Vector<float>.Count);
    }

    // What these checks admit, the unchecked reads and writes above may touch.
    private static void CheckReach(int length, nint needed)
    {
        if (needed > length)
        {
            throw new ArgumentException($"A tile reaches over {needed} values; the buffer holds {length}.");
        }
    }
}
