using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using OrleansRouter.Learning.Trees.Binning;

namespace OrleansRouter.Learning.Trees.Growing;

/// <summary>
/// The occupied bins of one feature in one node, in ascending order: the list that split search reads.
/// It is filled from rows or from a stored histogram, and reused for every node.
/// </summary>
internal sealed class BinScan
{
    public const int Slots = 256;

    /// <summary>Below this many rows it is cheaper to visit the touched bins than all of them.</summary>
    private const int DenseRows = 192;

    private readonly byte[] _codes = new byte[Slots];
    private readonly GradientSum[] _sums = new GradientSum[Slots];

    // Scratch that is all zero between calls.
    private readonly GradientSum[] _histogram = new GradientSum[Slots];
    private readonly byte[] _touched = new byte[Slots];

    /// <summary>Number of occupied bins, the missing one included.</summary>
    public int Count { get; private set; }

    /// <summary>Codes of the occupied bins, ascending.</summary>
    public ReadOnlySpan<byte> Codes => _codes.AsSpan(0, Count);

    /// <summary>Sums of the occupied bins.</summary>
    public ReadOnlySpan<GradientSum> Sums => _sums.AsSpan(0, Count);

    /// <summary>Sums the rows of a node by their code.</summary>
    /// <param name="column">Codes of the feature by row.</param>
    /// <param name="rows">Rows of the node.</param>
    /// <param name="gradients">Their gradients, in the order of <paramref name="rows"/>; every Hessian is positive.</param>
    public void Fill(ReadOnlySpan<byte> column, ReadOnlySpan<int> rows, ReadOnlySpan<GradientSum> gradients)
    {
        if (rows.Length >= DenseRows)
        {
            Accumulate(column, rows, gradients, _histogram);
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
        int count = 0;
        ReadOnlySpan<GradientSum> all = histogram[..Slots];
        for (int code = 0; code < Slots - 1; code++)
        {
            GradientSum sum = all[code];
            _codes[count] = (byte)code;
            _sums[count] = sum;
            count += sum.Hessian > 0 ? 1 : 0;
        }

        _codes[count] = FeatureBins.Missing;
        _sums[count] = all[FeatureBins.Missing];
        Count = count + (all[FeatureBins.Missing].Hessian > 0 ? 1 : 0);
    }

    /// <summary>Adds the gradients of <paramref name="rows"/> to the histogram entries of their codes.</summary>
    public static void Accumulate(
        ReadOnlySpan<byte> column, ReadOnlySpan<int> rows, ReadOnlySpan<GradientSum> gradients, Span<GradientSum> histogram)
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
        Span<byte> touched = _touched;
        for (int block = 0; block < Slots; block += Vector256<byte>.Count)
        {
            uint bits = Vector256.Create<byte>(touched.Slice(block, Vector256<byte>.Count)).ExtractMostSignificantBits();
            while (bits != 0)
            {
                int code = block + BitOperations.TrailingZeroCount(bits);
                _codes[count] = (byte)code;
                _sums[count++] = _histogram[code];
                _histogram[code] = default;
                bits &= bits - 1;
            }
        }

        touched.Clear();
        Count = count;
    }
}
