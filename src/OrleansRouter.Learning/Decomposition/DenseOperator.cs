using System.Numerics.Tensors;
using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Learning.Decomposition;

/// <summary>X − 1·centreᵀ for a dense X of floats; the centred matrix never exists in memory.</summary>
/// <param name="matrix">X, n × d.</param>
/// <param name="centre">Length d, or null for none.</param>
internal sealed class DenseOperator(Matrix<float> matrix, double[]? centre = null) : ILinearOperator
{
    public int Rows => matrix.Rows;

    public int Columns => matrix.Columns;

    public Matrix<double> Multiply(Matrix<double> right, FitContext context) => DenseProducts.Multiply(Rows, Read, right, context);

    public Matrix<double> TransposeMultiply(Matrix<double> right, FitContext context) =>
        DenseProducts.TransposeMultiply(Columns, Read, right, context);

    private void Read(int i, Span<double> row)
    {
        TensorPrimitives.ConvertTruncating<float, double>(matrix.Row(i), row);
        if (centre is not null)
        {
            TensorPrimitives.Subtract(row, centre, row);
        }
    }
}
