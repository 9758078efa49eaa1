using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Learning.Decomposition;

/// <summary>Fixes the free sign of singular vectors: the entry of largest magnitude (the first among equals) becomes positive.</summary>
internal static class Signs
{
    /// <summary>+1 or −1 for every column.</summary>
    public static double[] OfLargestEntries(Matrix<double> columns)
    {
        double[] largest = new double[columns.Columns];
        for (int i = 0; i < columns.Rows; i++)
        {
            ReadOnlySpan<double> row = columns.Row(i);
            for (int j = 0; j < row.Length; j++)
            {
                largest[j] = Math.Abs(row[j]) > Math.Abs(largest[j]) ? row[j] : largest[j];
            }
        }

        return [.. largest.Select(v => v < 0 ? -1.0 : 1.0)];
    }

    /// <summary>Multiplies one column.</summary>
    public static void ScaleColumn(Matrix<double> matrix, int column, double factor)
    {
        for (int i = 0; i < matrix.Rows; i++)
        {
            matrix[i, column] *= factor;
        }
    }
}
