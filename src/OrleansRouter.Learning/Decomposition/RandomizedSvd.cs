using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Learning.Decomposition;

/// <summary>
/// Truncated SVD from random projections: Q spans (AAᵀ)^q·A·Ω for a Gaussian Ω, re-orthonormalised after every product; then
/// B = AᵀQ, BᵀB = WΛWᵀ, and σ = √Λ, U = QW, V = BWσ⁻¹.
/// </summary>
/// <remarks>
/// Triplets with σ below 10⁻⁷·σ₁ are left out: for data in single precision they are rounding. The same bytes on any number of threads.
/// </remarks>
[Paper("Halko, Martinsson, Tropp 2011", "Algorithms 4.4 and 5.1")]
public static class RandomizedSvd
{
    private const double RelativeRank = 1e-7;

    /// <summary>Factors a dense matrix.</summary>
    /// <exception cref="ArgumentException">The matrix is empty or not finite, or an option is out of range.</exception>
    public static TruncatedSvd Factor(Matrix<float> matrix, SvdOptions options, ulong seed, FitContext context)
    {
        FitGuard.Check(matrix, matrix.Rows, weights: null);
        return Factor(new DenseOperator(matrix), options, seed, context);
    }

    /// <summary>Factors a sparse matrix.</summary>
    /// <exception cref="ArgumentException">The matrix is empty, or an option is out of range.</exception>
    public static TruncatedSvd Factor(CsrMatrix matrix, SvdOptions options, ulong seed, FitContext context) =>
        Factor(new SparseOperator(matrix), options, seed, context);

    internal static TruncatedSvd Factor(ILinearOperator matrix, SvdOptions options, ulong seed, FitContext context)
    {
        FitGuard.Validated(options);
        int width = Math.Min(options.Rank + options.Oversampling, Math.Min(matrix.Rows, matrix.Columns));
        if (width == 0)
        {
            throw new ArgumentException($"A {matrix.Rows} × {matrix.Columns} matrix has no singular vectors.", nameof(matrix));
        }

        Matrix<double> omega = Gaussian(matrix.Columns, width, seed, context);
        Matrix<double> q = OrthonormalBasis.Of(matrix.Multiply(omega, context), context);
        for (int i = 0; i < options.PowerIterations; i++)
        {
            context.CancellationToken.ThrowIfCancellationRequested();
            Matrix<double> z = OrthonormalBasis.Of(matrix.TransposeMultiply(q, context), context);
            q = OrthonormalBasis.Of(matrix.Multiply(z, context), context);
            context.Progress?.Report((i + 1.0) / (options.PowerIterations + 1));
        }

        return q.Columns == 0
            ? new TruncatedSvd(q, [], new Matrix<double>(matrix.Columns, 0))
            : Project(q, matrix.TransposeMultiply(q, context), options.Rank, context);
    }

    /// <summary>Independent standard normal values, one random stream per row.</summary>
    internal static Matrix<double> Gaussian(int rows, int columns, ulong seed, FitContext context)
    {
        var values = new Matrix<double>(rows, columns);
        ParallelLoop.For(rows, context, i =>
        {
            var rng = Rng.Stream(seed, (ulong)i);
            foreach (ref double value in values.Row(i))
            {
                value = rng.NextGaussian();
            }
        });
        return values;
    }

    private static TruncatedSvd Project(Matrix<double> q, Matrix<double> b, int rank, FitContext context)
    {
        SymmetricEigen eigen = SymmetricEigen.Of(DenseProducts.Scatter(b.Rows, b.Columns, (i, row) => b.Row(i).CopyTo(row), context));
        double[] sigma = [.. eigen.Values.Take(rank).Select(v => Math.Sqrt(Math.Max(v, 0)))];
        sigma = [.. sigma.TakeWhile(s => s > RelativeRank * sigma[0])];
        var rotation = new Matrix<double>(b.Columns, sigma.Length);
        for (int i = 0; i < rotation.Rows; i++)
        {
            eigen.Vectors.Row(i)[..sigma.Length].CopyTo(rotation.Row(i));
        }

        Matrix<double> left = DenseProducts.Multiply(q, rotation, context);
        Matrix<double> right = DenseProducts.Multiply(b, rotation, context);
        double[] signs = Signs.OfLargestEntries(right);
        for (int j = 0; j < sigma.Length; j++)
        {
            Signs.ScaleColumn(right, j, signs[j] / sigma[j]);
            Signs.ScaleColumn(left, j, signs[j]);
        }

        return new TruncatedSvd(left, sigma, right);
    }
}
