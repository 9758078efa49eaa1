using System.Numerics.Tensors;

namespace OrleansRouter.Learning.Numerics;

/// <summary>A = L·Lᵀ of a symmetric positive definite matrix, and the systems it solves.</summary>
public sealed class Cholesky
{
    private Cholesky(Matrix<double> lower) => Lower = lower;

    /// <summary>L, lower triangular with a positive diagonal; zero above it.</summary>
    public Matrix<double> Lower { get; }

    /// <summary>Factors <paramref name="matrix"/> (only its lower triangle is read), or returns null where it is not positive definite.</summary>
    /// <param name="matrix">n × n; not changed.</param>
    public static Cholesky? TryFactor(Matrix<double> matrix)
    {
        var lower = new Matrix<double>(matrix.Rows, matrix.Rows);
        for (int i = 0; i < matrix.Rows; i++)
        {
            Span<double> row = lower.Row(i);
            for (int j = 0; j < i; j++)
            {
                row[j] = (matrix[i, j] - TensorPrimitives.Dot<double>(row[..j], lower.Row(j)[..j])) / lower[j, j];
            }

            double pivot = matrix[i, i] - TensorPrimitives.SumOfSquares<double>(row[..i]);
            // Below this share of the diagonal the pivot is rounding, not information.
            if (!(pivot > 1e-14 * matrix[i, i]))
            {
                return null;
            }

            row[i] = Math.Sqrt(pivot);
        }

        return new Cholesky(lower);
    }

    /// <summary>Replaces b by A⁻¹b.</summary>
    /// <param name="b">Length n.</param>
    public void Solve(Span<double> b)
    {
        SolveLower(b);
        SolveUpper(b);
    }

    /// <summary>Replaces b by L⁻ᵀb.</summary>
    /// <param name="b">Length n.</param>
    public void SolveUpper(Span<double> b)
    {
        for (int i = Lower.Rows - 1; i >= 0; i--)
        {
            b[i] /= Lower[i, i];
            TensorPrimitives.MultiplyAdd<double>(Lower.Row(i)[..i], -b[i], b[..i], b[..i]);
        }
    }

    /// <summary>Replaces b by L⁻¹b, so that ‖b‖² becomes bᵀA⁻¹b.</summary>
    /// <param name="b">Length n.</param>
    public void SolveLower(Span<double> b)
    {
        for (int i = 0; i < Lower.Rows; i++)
        {
            b[i] = (b[i] - TensorPrimitives.Dot<double>(Lower.Row(i)[..i], b[..i])) / Lower[i, i];
        }
    }
}
