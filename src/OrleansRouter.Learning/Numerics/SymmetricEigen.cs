namespace OrleansRouter.Learning.Numerics;

/// <summary>A = V·diag(λ)·Vᵀ of a symmetric matrix, λ descending.</summary>
internal sealed class SymmetricEigen
{
    private SymmetricEigen(double[] values, Matrix<double> vectors)
    {
        Values = values;
        Vectors = vectors;
    }

    /// <summary>λ, descending.</summary>
    public double[] Values { get; }

    /// <summary>V, n × n; column j belongs to <see cref="Values"/>[j].</summary>
    public Matrix<double> Vectors { get; }

    public static SymmetricEigen Of(Matrix<double> matrix)
    {
        int n = matrix.Rows;
        // MathNet is column-major; a symmetric matrix reads the same.
        var dense = new MathNet.Numerics.LinearAlgebra.Double.DenseMatrix(n, n, [.. matrix.Values]);
        var evd = dense.Evd(MathNet.Numerics.LinearAlgebra.Symmetricity.Symmetric);
        var values = new double[n];
        var vectors = new Matrix<double>(n, n);
        for (int j = 0; j < n; j++)
        {
            values[j] = evd.EigenValues[n - 1 - j].Real;
            for (int i = 0; i < n; i++)
            {
                vectors[i, j] = evd.EigenVectors.At(i, n - 1 - j);
            }
        }

        return new SymmetricEigen(values, vectors);
    }
}
