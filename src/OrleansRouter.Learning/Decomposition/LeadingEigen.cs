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

    // Filtered columns are scaled and orthonormalised without losing one while this bounds what leaks from the largest into the others.
    private const double LargestLeak = 1e5;

    // Rounding alone leaks this much in every multiplication, with room for its growth.
    private const double LeastLeak = 1e-8;

    private const int MaxDegree = 30;

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
            var ritz = RitzPairs.Of(q, DenseProducts.Multiply(symmetric, q, context), context);
            int found = Math.Min(count, q.Columns);
            double residual = ritz.Residuals.Take(found).Max();
            multiplications++;
            context.Progress?.Report(Math.Min(1, (double)multiplications / maxMultiplications));
            if (residual <= Tolerance || multiplications >= maxMultiplications)
            {
                return new LeadingEigen(ritz.Values[..found], Columns(ritz.Vectors, found), residual);
            }

            int degree = Degree(ritz, found, residual);
            q = Filter(symmetric, ritz, degree, context);
            multiplications += degree - 1;
        }
    }

    /// <summary>T_m grows like cosh(m·arcosh x): no further than the largest eigenvalue allows, and no more than the worst pair still needs.</summary>
    private static int Degree(RitzPairs ritz, int found, double residual)
    {
        double cut = ritz.Values[^1];
        if (!(cut > 0))
        {
            return 1;
        }

        double allowed = Math.Acosh(LargestLeak / Math.Max(ritz.Residuals[0], LeastLeak)) / Math.Acosh((2 * ritz.Values[0] / cut) - 1);
        double needed = 1 + (Math.Acosh(Math.Max(residual / Tolerance, 1)) / Math.Acosh((2 * ritz.Values[found - 1] / cut) - 1));
        return (int)Math.Clamp(Math.Min(allowed, needed), 1, MaxDegree);
    }

    /// <summary>T_m(2S/cut − I) times the Ritz vectors: eigenvalues up to the smallest Ritz value keep their size, larger ones grow the faster the larger they are.</summary>
    [Paper("Zhou, Saad, Tiago, Chelikowsky 2006", "Chebyshev-filtered subspace iteration")]
    private static Matrix<double> Filter(Matrix<double> symmetric, RitzPairs ritz, int degree, FitContext context)
    {
        double cut = ritz.Values[^1];
        if (!(cut > 0))
        {
            return ritz.Images;
        }

        Matrix<double> previous = ritz.Vectors, current = Shifted(ritz.Images, ritz.Vectors, cut);
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
