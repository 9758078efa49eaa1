using System.Numerics.Tensors;
using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Learning.Decomposition;

/// <summary>
/// The r largest eigenpairs of a symmetric positive semi-definite S. Small matrices are decomposed whole; for large ones a block of
/// random directions is multiplied by Chebyshev polynomials of S and re-orthonormalised until the Ritz pairs of QᵀSQ satisfy
/// ‖Sv − λv‖ ≤ 10⁻¹⁰·λ₁.
/// </summary>
[Paper("Saad 2011", "subspace iteration with projection")]
internal sealed class LeadingEigen
{
    private const int WholeBelow = 384;
    private const double Tolerance = 1e-10;

    // The condition number up to which OrthonormalBasis loses no direction of a filtered block.
    private const double LargestGrowth = 1e5;

    private LeadingEigen(double[] values, Matrix<double> vectors, double residual)
    {
        Values = values;
        Vectors = vectors;
        Residual = residual;
    }

    /// <summary>λ, length r, descending.</summary>
    public double[] Values { get; }

    /// <summary>Orthonormal columns, d × r.</summary>
    public Matrix<double> Vectors { get; }

    /// <summary>The largest ‖Sv − λv‖/λ₁: 0 where S was decomposed whole, above the tolerance where the spectrum is too flat to converge.</summary>
    public double Residual { get; }

    public static LeadingEigen Of(Matrix<double> symmetric, int count, ulong seed, FitContext context, int maxMultiplications = 200)
    {
        int d = symmetric.Rows, width = count + Math.Max(20, count / 2);
        if (d < WholeBelow || width > d / 2)
        {
            SymmetricEigen whole = SymmetricEigen.Of(symmetric);
            return new LeadingEigen(whole.Values[..Math.Min(count, d)], Columns(whole.Vectors, Math.Min(count, d)), 0);
        }

        Matrix<double> q = RandomizedSvd.Gaussian(d, width, seed, context);
        int multiplications = 0;
        while (true)
        {
            q = OrthonormalBasis.Of(q, context);
            Matrix<double> image = DenseProducts.Multiply(symmetric, q, context);
            (LeadingEigen ritz, double smallest) = RayleighRitz(q, image, count, context);
            multiplications++;
            context.Progress?.Report(Math.Min(1, (double)multiplications / maxMultiplications));
            if (ritz.Residual <= Tolerance || multiplications >= maxMultiplications)
            {
                return ritz;
            }

            int degree = Degree(ritz.Values[0], smallest);
            q = Filter(symmetric, q, image, smallest, degree, context);
            multiplications += degree - 1;
        }
    }

    // T_m(x₁) ≤ LargestGrowth, where x maps [0, cut] to [−1, 1] and the largest eigenvalue to x₁.
    private static int Degree(double largest, double cut) =>
        cut > 0 ? (int)Math.Clamp(Math.Acosh(LargestGrowth) / Math.Acosh((2 * largest / cut) - 1), 1, 30) : 1;

    /// <summary>T_m(2S/cut − I)·Q: eigenvalues up to the smallest Ritz value keep their size, larger ones grow the faster the larger they are.</summary>
    [Paper("Zhou, Saad, Tiago, Chelikowsky 2006", "Chebyshev-filtered subspace iteration")]
    private static Matrix<double> Filter(
        Matrix<double> symmetric, Matrix<double> q, Matrix<double> image, double cut, int degree, FitContext context)
    {
        if (!(cut > 0))
        {
            return image;
        }

        Matrix<double> previous = q, current = Shifted(image, q, cut);
        for (int m = 2; m <= degree; m++)
        {
            Matrix<double> next = Shifted(DenseProducts.Multiply(symmetric, current, context), current, cut);
            TensorPrimitives.Multiply<double>(next.Values, 2, next.Values);
            TensorPrimitives.Subtract<double>(next.Values, previous.Values, next.Values);
            (previous, current) = (current, next);
        }

        return current;
    }

    // (2S/cut − I)·X, given S·X, which it overwrites.
    private static Matrix<double> Shifted(Matrix<double> image, Matrix<double> x, double cut)
    {
        TensorPrimitives.Multiply<double>(image.Values, 2 / cut, image.Values);
        TensorPrimitives.Subtract<double>(image.Values, x.Values, image.Values);
        return image;
    }

    private static (LeadingEigen Leading, double SmallestValue) RayleighRitz(Matrix<double> q, Matrix<double> image, int count, FitContext context)
    {
        SymmetricEigen small = SymmetricEigen.Of(DenseProducts.TransposeMultiply(q.Columns, (i, row) => q.Row(i).CopyTo(row), image, context));
        int kept = Math.Min(count, q.Columns);
        Matrix<double> rotation = Columns(small.Vectors, kept);
        Matrix<double> vectors = DenseProducts.Multiply(q, rotation, context), images = DenseProducts.Multiply(image, rotation, context);
        double[] squares = new double[kept];
        for (int i = 0; i < vectors.Rows; i++)
        {
            for (int j = 0; j < kept; j++)
            {
                squares[j] += Math.Pow(images[i, j] - (small.Values[j] * vectors[i, j]), 2);
            }
        }

        double residual = small.Values[0] > 0 ? Math.Sqrt(squares.Max()) / small.Values[0] : 0;
        return (new LeadingEigen(small.Values[..kept], vectors, residual), small.Values[^1]);
    }

    private static Matrix<double> Columns(Matrix<double> matrix, int count)
    {
        var columns = new Matrix<double>(matrix.Rows, count);
        for (int i = 0; i < matrix.Rows; i++)
        {
            matrix.Row(i)[..count].CopyTo(columns.Row(i));
        }

        return columns;
    }
}
