using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Learning.Decomposition;

/// <summary>The Rayleigh–Ritz approximations of eigenpairs of a symmetric S from an orthonormal Q: QᵀSQ = WΛWᵀ, V = QW.</summary>
/// <param name="Values">λ, descending.</param>
/// <param name="Vectors">V, orthonormal columns.</param>
/// <param name="Images">S·V.</param>
/// <param name="Residuals">‖Sv − λv‖/λ₁ of every pair.</param>
internal sealed record RitzPairs(double[] Values, Matrix<double> Vectors, Matrix<double> Images, double[] Residuals)
{
    /// <summary>The pairs from Q and <paramref name="image"/> = S·Q.</summary>
    public static RitzPairs Of(Matrix<double> q, Matrix<double> image, FitContext context)
    {
        SymmetricEigen small = SymmetricEigen.Of(DenseProducts.TransposeMultiply(q.Columns, (i, row) => q.Row(i).CopyTo(row), image, context));
        Matrix<double> vectors = DenseProducts.Multiply(q, small.Vectors, context), images = DenseProducts.Multiply(image, small.Vectors, context);
        return new RitzPairs(small.Values, vectors, images, RelativeResiduals(small.Values, vectors, images));
    }

    private static double[] RelativeResiduals(double[] values, Matrix<double> vectors, Matrix<double> images)
    {
        var squares = new double[values.Length];
        for (int i = 0; i < vectors.Rows; i++)
        {
            ReadOnlySpan<double> v = vectors.Row(i), sv = images.Row(i);
            for (int j = 0; j < squares.Length; j++)
            {
                double difference = sv[j] - (values[j] * v[j]);
                squares[j] += difference * difference;
            }
        }

        return [.. squares.Select(square => values[0] > 0 ? Math.Sqrt(square) / values[0] : 0)];
    }
}
