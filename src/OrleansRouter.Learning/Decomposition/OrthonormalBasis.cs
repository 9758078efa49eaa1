using System.Numerics.Tensors;
using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Learning.Decomposition;

/// <summary>
/// An orthonormal basis Q of the columns of Y by Cholesky QR: YᵀY = RᵀR, Q = Y·R⁻¹, repeated until QᵀQ = I. Columns that depend on
/// earlier ones are left out, so Q may have fewer columns than Y.
/// </summary>
/// <remarks>Nearly all work lies in blocked products, unlike in Householder's method; the repetition restores the digits that squaring costs.</remarks>
[Paper("Yamamoto, Nakatsukasa, Yanagisawa, Fukaya 2015", "CholeskyQR2")]
internal static class OrthonormalBasis
{
    private const double Orthonormal = 1e-11;
    private const double Dependent = 1e-12;
    private const int MaxPasses = 6;

    public static Matrix<double> Of(Matrix<double> y, FitContext context)
    {
        for (int pass = 0; pass < MaxPasses; pass++)
        {
            Matrix<double> current = y;
            Matrix<double> gram = DenseProducts.Scatter(y.Rows, y.Columns, (i, row) => current.Row(i).CopyTo(row), context);
            if (DistanceFromIdentity(gram) <= Orthonormal)
            {
                return y;
            }

            Matrix<double> inverse = InverseFactor(gram);
            y = DenseProducts.Multiply(current, inverse, context);
        }

        return y;
    }

    // S·L⁻ᵀ restricted to the independent columns, where S scales them to unit length and L is the Cholesky factor of S·G·S.
    private static Matrix<double> InverseFactor(Matrix<double> gram)
    {
        int k = gram.Rows;
        double[] scale = [.. Enumerable.Range(0, k).Select(j => gram[j, j] > 0 ? 1 / Math.Sqrt(gram[j, j]) : 0)];
        var lower = new Matrix<double>(k, k);
        var kept = new List<int>();
        for (int j = 0; j < k; j++)
        {
            Span<double> row = lower.Row(kept.Count);
            for (int i = 0; i < kept.Count; i++)
            {
                row[i] = ((gram[j, kept[i]] * scale[j] * scale[kept[i]]) - TensorPrimitives.Dot<double>(row[..i], lower.Row(i)[..i])) / lower[i, i];
            }

            double pivot = 1 - TensorPrimitives.SumOfSquares<double>(row[..kept.Count]);
            if (scale[j] > 0 && pivot > Dependent)
            {
                row[kept.Count] = Math.Sqrt(pivot);
                kept.Add(j);
            }
        }

        var inverse = new Matrix<double>(k, kept.Count);
        for (int c = 0; c < kept.Count; c++)
        {
            // Row c of L⁻ᵀ is column c of L⁻¹: forward substitution on the unit vector e_c.
            Span<double> column = inverse.Row(kept[c]);
            for (int i = c; i < kept.Count; i++)
            {
                double unit = i == c ? scale[kept[c]] : 0;
                column[i] = (unit - TensorPrimitives.Dot<double>(lower.Row(i)[c..i], column[c..i])) / lower[i, i];
            }
        }

        return inverse;
    }

    private static double DistanceFromIdentity(Matrix<double> gram)
    {
        double distance = 0;
        for (int i = 0; i < gram.Rows; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                distance = Math.Max(distance, Math.Abs(gram[i, j] - (i == j ? 1 : 0)));
            }
        }

        return distance;
    }
}
