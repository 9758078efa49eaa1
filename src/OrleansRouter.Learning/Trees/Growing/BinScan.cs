using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using OrleansRouter.Learning.Trees.Binning;

namespace OrleansRouter.Learning.Trees.Growing;

/// <summary>
/// The occupied bins of one feature in one node, in ascending order, with running sums: what split search reads.
/// It is filled from rows or from a stored histogram, and reused for every node.
/// </summary>
internal sealed class BinScan
{
    /// <summary>Entries of a histogram: 255 value bins and the missing one.</summary>
    public const int Slots = 256;

    /// <summary>From this many rows on it is cheaper to visit all bins than to find the touched ones.</summary>
    public const int DenseRows = 192;

    private readonly byte[] _codes = new byte[Slots];
    private readonly double[] _gradients = new double[Slots];
    private readonly double[] _hessians = new double[Slots];

    // Scratch that is all zero between calls.
    private readonly GradientSum[] _histogram = new GradientSum[Slots];
    private readonly byte[] _touched = new byte[Slots];

    /// <summary>Number of occupied bins, the missing one included.</summary>
    public int Count { get; private set; }

    /// <summary>Whether the last occupied bin is the one of missing values.</summary>
    public bool AnyMissing => Count > 0 && _codes[Count - 1] == FeatureBins.Missing;

    /// <summary>Number of occupied value bins.</summary>
    public int Values => AnyMissing ? Count - 1 : Count;

    /// <summary>Codes of the occupied bins, ascending.</summary>
    public ReadOnlySpan<byte> Codes => _codes.AsSpan(0, Count);

    /// <summary>Σ g over the occupied bins up to and including each.</summary>
    public ReadOnlySpan<double> Gradients => _gradients.AsSpan(0, Count);

    /// <summary>Σ h over the occupied bins up to and including each.</summary>
    public ReadOnlySpan<double> Hessians => _hessians.AsSpan(0, Count);

    /// <summary>The sum over the first occupied bins, up to and including number <paramref name="last"/>.</summary>
    public GradientSum UpTo(int last) => new(_gradients[last], _hessians[last]);

    /// <summary>Sums the rows of a node by their code.</summary>
    /// <param name="column">Codes of the feature by row.</param>
    /// <param name="rows">Rows of the node.</param>
    /// <param name="gradients">Their gradients, in the order of <paramref name="rows"/>; every Hessian is positive.</param>
    public void Fill(ReadOnlySpan<byte> column, ReadOnlySpan<int> rows, ReadOnlySpan<GradientSum> gradients)
    {
        if (rows.Length >= DenseRows)
        {
            Accumulate(_histogram, column, rows, gradients);
            Fill(_histogram);
            _histogram.AsSpan().Clear();
        }
        else
        {
            AccumulateTouched(column, rows, gradients);
            CollectTouched();
        }
    }

    /// <summary>Takes the occupied bins of a stored histogram of <see cref="Slots"/> sums.</summary>
    public void Fill(ReadOnlySpan<GradientSum> histogram)
    {
        ReadOnlySpan<Vector128<double>> sums = MemoryMarshal.Cast<GradientSum, Vector128<double>>(histogram[..Slots]);
        Vector128<double> running = default;
        int count = 0;
        for (int code = 0; code < sums.Length; code++)
        {
            // Empty bins are overwritten by the next one: a store is cheaper than a branch that cannot be foreseen.
            running += sums[code];
            _codes[count] = (byte)code;
            _gradients[count] = running[0];
            _hessians[count] = running[1];
            count += sums[code][1] > 0 ? 1 : 0;
        }

        Count = count;
    }

    /// <summary>Adds the gradients of <paramref name="rows"/> to the histogram entries of their codes.</summary>
    public static void Accumulate(
        Span<GradientSum> histogram, ReadOnlySpan<byte> column, ReadOnlySpan<int> rows, ReadOnlySpan<GradientSum> gradients)
    {
        // A byte indexes the 256 slots and rows lie within the column, so the checks are made once, here.
        ref Vector128<double> slots = ref MemoryMarshal.GetReference(MemoryMarshal.Cast<GradientSum, Vector128<double>>(histogram[..Slots]));
        ReadOnlySpan<Vector128<double>> values = MemoryMarshal.Cast<GradientSum, Vector128<double>>(gradients[..rows.Length]);
        ref byte codes = ref MemoryMarshal.GetReference(column);
        for (int i = 0; i < rows.Length && i < values.Length; i++)
        {
            ref Vector128<double> slot = ref Unsafe.Add(ref slots, Unsafe.Add(ref codes, rows[i]));
            slot += values[i];
        }
    }

    /// <summary>Takes the gradients of <paramref name="rows"/> out of the histogram entries of their codes.</summary>
    public static void Subtract(
        Span<GradientSum> histogram, ReadOnlySpan<byte> column, ReadOnlySpan<int> rows, ReadOnlySpan<GradientSum> gradients)
    {
        for (int i = 0; i < rows.Length; i++)
        {
            histogram[column[rows[i]]] -= gradients[i];
        }
    }

    /// <summary>Takes a part out of a histogram.</summary>
    public static void Subtract(Span<GradientSum> histogram, ReadOnlySpan<GradientSum> part)
    {
        Span<double> sums = MemoryMarshal.Cast<GradientSum, double>(histogram);
        TensorPrimitives.Subtract(sums, MemoryMarshal.Cast<GradientSum, double>(part), sums);
    }

    private void AccumulateTouched(ReadOnlySpan<byte> column, ReadOnlySpan<int> rows, ReadOnlySpan<GradientSum> gradients)
    {
        ref Vector128<double> slots = ref MemoryMarshal.GetReference(MemoryMarshal.Cast<GradientSum, Vector128<double>>(_histogram));
        ReadOnlySpan<Vector128<double>> values = MemoryMarshal.Cast<GradientSum, Vector128<double>>(gradients[..rows.Length]);
        ref byte codes = ref MemoryMarshal.GetReference(column);
        ref byte touched = ref MemoryMarshal.GetReference(_touched);
        for (int i = 0; i < rows.Length && i < values.Length; i++)
        {
            int code = Unsafe.Add(ref codes, rows[i]);
            Unsafe.Add(ref slots, code) += values[i];
            Unsafe.Add(ref touched, code) = 0xFF;
        }
    }

    private void CollectTouched()
    {
        int count = 0;
        GradientSum running = default;
        Span<byte> touched = _touched;
        for (int block = 0; block < Slots; block += Vector256<byte>.Count)
        {
            uint bits = Vector256.Create<byte>(touched.Slice(block, Vector256<byte>.Count)).ExtractMostSignificantBits();
            while (bits != 0)
            {
                int code = block + BitOperations.TrailingZeroCount(bits);
                running += _histogram[code];
                _codes[count] = (byte)code;
                _gradients[count] = running.Gradient;
                _hessians[count++] = running.Hessian;
                _histogram[code] = default;
                bits &= bits - 1;
            }
        }

        touched.Clear();
        Count = count;
    }
}
