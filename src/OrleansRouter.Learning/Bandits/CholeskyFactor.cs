using System.Numerics.Tensors;

namespace OrleansRouter.Learning.Bandits;

/// <summary>A = UᵀU with U upper triangular and packed, updated in place as A gains observations.</summary>
/// <remarks>U is stored by rows, so that factoring, updating and solving all run along contiguous memory.</remarks>
internal sealed class CholeskyFactor
{
    private readonly int _dimension;
    private readonly double[] _upper;

    /// <summary>Factors S + λI.</summary>
    /// <param name="packed">S, positive semi-definite, <see cref="PackedSymmetric"/>.</param>
    /// <param name="dimension">d.</param>
    /// <param name="ridge">λ &gt; 0.</param>
    /// <exception cref="ArithmeticException">Rounding has made S + λI indefinite: λ is too small for the size of S.</exception>
    public CholeskyFactor(ReadOnlySpan<double> packed, int dimension, double ridge)
    {
        _dimension = dimension;
        _upper = packed.ToArray();
        for (int k = 0; k < dimension; k++)
        {
            Span<double> row = Row(k);
            double pivot = row[0] + ridge;
            row[0] = pivot > 0 && double.IsFinite(pivot) ? Math.Sqrt(pivot) : throw new ArithmeticException(
                $"Pivot {k} of the {dimension} × {dimension} evidence is {pivot}; expected a positive number. Use a ridge above {ridge}.");
            Span<double> rest = row[1..];
            TensorPrimitives.Divide(rest, row[0], rest);
            for (int i = 0; i < rest.Length; i++)
            {
                Span<double> below = Row(k + 1 + i);
                TensorPrimitives.MultiplyAdd(rest[i..], -rest[i], below, below);
            }
        }
    }

    /// <summary>A ← A + xxᵀ by one Givens rotation per row, O(d²); adding never loses accuracy, unlike removing.</summary>
    /// <param name="x">Length d; overwritten.</param>
    public void Update(Span<double> x)
    {
        for (int k = 0; k < _dimension; k++)
        {
            if (x[k] == 0)
            {
                continue;
            }

            Span<double> row = Row(k);
            double radius = Math.Sqrt((row[0] * row[0]) + (x[k] * x[k]));
            double cosine = row[0] / radius, sine = x[k] / radius;
            row[0] = radius;
            Rotate(row[1..], x[(k + 1)..], cosine, sine);
        }
    }

    /// <summary>b ← U⁻ᵀb, so that ‖b‖² = bᵀA⁻¹b of the former b.</summary>
    public void SolveTransposed(Span<double> b)
    {
        for (int k = 0; k < _dimension; k++)
        {
            Span<double> row = Row(k);
            b[k] /= row[0];
            TensorPrimitives.MultiplyAdd(row[1..], -b[k], b[(k + 1)..], b[(k + 1)..]);
        }
    }

    /// <summary>b ← U⁻¹b. Turns standard normal numbers into a draw from N(0, A⁻¹).</summary>
    public void SolveUpper(Span<double> b)
    {
        for (int k = _dimension - 1; k >= 0; k--)
        {
            Span<double> row = Row(k);
            b[k] = (b[k] - TensorPrimitives.Dot<double>(row[1..], b[(k + 1)..])) / row[0];
        }
    }

    private Span<double> Row(int k) => PackedSymmetric.Row(_upper, _dimension, k);

    /// <summary>(a, b) ← (c·a + s·b, c·b − s·a).</summary>
    private static void Rotate(Span<double> a, Span<double> b, double cosine, double sine)
    {
        for (int i = 0; i < a.Length; i++)
        {
            (a[i], b[i]) = ((cosine * a[i]) + (sine * b[i]), (cosine * b[i]) - (sine * a[i]));
        }
    }
}
