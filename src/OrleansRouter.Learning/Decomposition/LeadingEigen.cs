using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Learning.Decomposition;

/// <summary>
/// The r largest eigenpairs of a symmetric positive semi-definite S. Small matrices are decomposed whole; for large ones a block of
/// random directions is multiplied by S and re-orthonormalised until the Ritz pairs of QᵀSQ satisfy ‖Sv − λv‖ ≤ 10⁻¹⁰·λ₁.
/// </summary>
[Paper("Saad 2011", "subspace iteration with projection")]
internal sealed class LeadingEigen
{
    private const int WholeBelow = 384;
    private const double Tolerance = 1e-10;

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

    public static LeadingEigen Of(Matrix<double> symmetric, int count, ulong seed, FitContext context, int maxIterations = 100)
    {
        int d = symmetric.Rows, width = count + Math.Max(20, count / 2);
        if (d < WholeBelow || width > d / 2)
        {
            SymmetricEigen whole = SymmetricEigen.Of(symmetric);
            return new LeadingEigen(whole.Values[..Math.Min(count, d)], Columns(whole.Vectors, Math.Min(count, d)), 0);
        }

        Matrix<double> q = RandomizedSvd.Gaussian(d, width, seed, context);
        for (int i = 1; ; i++)
        {
            q = OrthonormalBasis.Of(q, context);
            Matrix<double> image = Multiply(symmetric, q, context);
            LeadingEigen ritz = RayleighRitz(q, image, count, context);
            context.Progress?.Report((double)i / maxIterations);
            if (ritz.Residual <= Tolerance || i == maxIterations)
            {
                return ritz;
            }

            q = image;
        }
    }

    private static LeadingEigen RayleighRitz(Matrix<double> q, Matrix<double> image, int count, FitContext context)
    {
        SymmetricEigen small = SymmetricEigen.Of(DenseProducts.TransposeMultiply(q.Columns, (i, row) => q.Row(i).CopyTo(row), image, context));
        int kept = Math.Min(count, q.Columns);
        Matrix<double> rotation = Columns(small.Vectors, kept);
        Matrix<double> vectors = Multiply(q, rotation, context), images = Multiply(image, rotation, context);
        double[] squares = new double[kept];
        for (int i = 0; i < vectors.Rows; i++)
        {
            for (int j = 0; j < kept; j++)
            {
                squares[j] += Math.Pow(images[i, j] - (small.Values[j] * vectors[i, j]), 2);
            }
        }

        double residual = small.Values[0] > 0 ? Math.Sqrt(squares.Max()) / small.Values[0] : 0;
        return new LeadingEigen(small.Values[..kept], vectors, residual);
    }

    private static Matrix<double> Multiply(Matrix<double> left, Matrix<double> right, FitContext context) =>
        DenseProducts.Multiply(left.Rows, (i, row) => left.Row(i).CopyTo(row), right, context);

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
