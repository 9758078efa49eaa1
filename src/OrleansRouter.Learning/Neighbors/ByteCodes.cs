using System.Numerics;
using System.Numerics.Tensors;
using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Learning.Neighbors;

/// <summary>
/// A byte per coordinate of every point: a quarter of the memory that a search has to pass over, and inner products that say how large the
/// true ones can be at most. With x̂ and q̂ the decoded point and query, q·x ≤ q̂·x̂ + ‖q − q̂‖·‖x̂‖ + ‖q‖·‖x − x̂‖.
/// </summary>
internal sealed class ByteCodes
{
    // Inner products of so many coordinates fit 32 bits.
    private const int MaxColumns = 1 << 16;

    // Fewer coordinates than this are read faster than coded and checked.
    private const int MinValues = 1 << 19;

    private readonly int _columns, _stride;
    private readonly sbyte[] _codes;
    private readonly int[] _sums;
    private readonly float[] _scales, _norms, _errors;

    private ByteCodes(Matrix<float> points)
    {
        _columns = points.Columns;
        _stride = (points.Columns + ByteKernel.Width - 1) / ByteKernel.Width * ByteKernel.Width;
        _codes = new sbyte[(long)points.Rows * _stride];
        _sums = new int[points.Rows];
        (_scales, _norms, _errors) = (new float[points.Rows], new float[points.Rows], new float[points.Rows]);
        for (int i = 0; i < points.Rows; i++)
        {
            Span<sbyte> codes = _codes.AsSpan(i * _stride, _columns);
            _scales[i] = Encode(points.Row(i), codes, sbyte.MaxValue, out _norms[i], out _errors[i]);
            foreach (sbyte code in codes)
            {
                _sums[i] += code;
            }
        }
    }

    /// <summary>The codes of <paramref name="points"/>, or null where the processor or their number make a plain search faster.</summary>
    public static ByteCodes? Of(Matrix<float> points) =>
        ByteKernel.IsSupported && points.Columns <= MaxColumns && points.Values.Length >= MinValues && (long)points.Rows * (points.Columns + ByteKernel.Width) < Array.MaxLength
            ? new ByteCodes(points)
            : null;

    /// <summary>Upper bounds of q·x of all points.</summary>
    /// <param name="query">q, as long as a point, finite.</param>
    /// <param name="products">Destination, one per point.</param>
    public void UpperProducts(ReadOnlySpan<float> query, Span<float> products)
    {
        const int stackLimit = 4096;
        Span<sbyte> codes = _stride <= stackLimit ? stackalloc sbyte[_stride] : new sbyte[_stride];
        Span<byte> shifted = _stride <= stackLimit ? stackalloc byte[_stride] : new byte[_stride];
        codes.Clear();
        float scale = Encode(query, codes[.._columns], ByteKernel.Shift - 1, out float norm, out float error);
        for (int j = 0; j < _stride; j++)
        {
            shifted[j] = (byte)(codes[j] + ByteKernel.Shift);
        }

        // Rounding of the products themselves is far below a millionth of the norms.
        float length = (norm + error) * (1 + 1e-6f), perNorm = error + (1e-6f * length);
        Span<int> block = stackalloc int[128];
        for (int start = 0; start < products.Length; start += block.Length)
        {
            Span<int> sums = block[..Math.Min(block.Length, products.Length - start)];
            ByteKernel.Sums(shifted, _codes.AsSpan(start * _stride, sums.Length * _stride), sums);
            Bound(start, sums, products.Slice(start, sums.Length), scale, perNorm, length);
        }
    }

    private void Bound(int start, ReadOnlySpan<int> sums, Span<float> products, float scale, float perNorm, float length)
    {
        ReadOnlySpan<int> own = _sums.AsSpan(start, sums.Length);
        ReadOnlySpan<float> scales = _scales.AsSpan(start, sums.Length), norms = _norms.AsSpan(start, sums.Length), errors = _errors.AsSpan(start, sums.Length);
        int i = 0;
        for (; i <= sums.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector<float> product = Vector.ConvertToSingle(new Vector<int>(sums[i..]) - (new Vector<int>(own[i..]) * ByteKernel.Shift));
            Vector<float> bound = (product * scale * new Vector<float>(scales[i..])) + (new Vector<float>(norms[i..]) * perNorm) + (new Vector<float>(errors[i..]) * length);
            bound.CopyTo(products[i..]);
        }

        for (; i < sums.Length; i++)
        {
            products[i] = ((sums[i] - (own[i] * ByteKernel.Shift)) * scale * scales[i]) + (norms[i] * perNorm) + (errors[i] * length);
        }
    }

    /// <summary>Rounds a vector to multiples of its largest value over <paramref name="largest"/>.</summary>
    /// <param name="vector">Finite.</param>
    /// <param name="codes">Destination: the multiples, from −largest to largest.</param>
    /// <param name="largest">The largest code.</param>
    /// <param name="norm">Length of the decoded vector, rounded up.</param>
    /// <param name="error">Length of what the codes leave out, rounded up.</param>
    /// <returns>What one unit of a code is worth.</returns>
    private static float Encode(ReadOnlySpan<float> vector, Span<sbyte> codes, int largest, out float norm, out float error)
    {
        const double up = 1 + 1e-6;
        float scale = Math.Abs(TensorPrimitives.MaxMagnitude(vector)) / largest;
        double inverse = scale > 0 ? 1.0 / scale : 0, squares = 0, errors = 0;
        for (int j = 0; j < vector.Length; j++)
        {
            int code = (int)Math.Clamp(Math.Round(vector[j] * inverse), -largest, largest);
            double decoded = (double)code * scale, rest = vector[j] - decoded;
            codes[j] = (sbyte)code;
            squares += decoded * decoded;
            errors += rest * rest;
        }

        norm = (float)(Math.Sqrt(squares) * up);
        error = (float)(Math.Sqrt(errors) * up);
        return scale;
    }
}
