using System.Numerics.Tensors;
using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Learning.Decomposition;

/// <summary>A sparse matrix and its transpose, so that both products run over rows of their result.</summary>
internal sealed class SparseOperator(CsrMatrix matrix) : ILinearOperator
{
    private const int SliceRows = 64;

    private readonly CsrMatrix _transpose = matrix.Transpose();

    public int Rows => matrix.RowCount;

    public int Columns => matrix.ColumnCount;

    public Matrix<double> Multiply(Matrix<double> right, FitContext context) => Product(matrix, right, context);

    public Matrix<double> TransposeMultiply(Matrix<double> right, FitContext context) => Product(_transpose, right, context);

    private static Matrix<double> Product(CsrMatrix left, Matrix<double> right, FitContext context)
    {
        var product = new Matrix<double>(left.RowCount, right.Columns);
        ParallelLoop.For((left.RowCount + SliceRows - 1) / SliceRows, context, slice =>
        {
            for (int i = slice * SliceRows; i < Math.Min(left.RowCount, (slice + 1) * SliceRows); i++)
            {
                Span<double> sum = product.Row(i);
                for (int p = left.RowStarts[i]; p < left.RowStarts[i + 1]; p++)
                {
                    TensorPrimitives.MultiplyAdd<double>(right.Row(left.Columns[p]), left.Values[p], sum, sum);
                }
            }
        });
        return product;
    }
}
