using System.Numerics;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.Learning.Networks.Mlp;

/// <summary>z = (x − mean)/sd per column. A column that never varied carries no information: its sd is 0 and it becomes 0.</summary>
/// <param name="Means">Per column.</param>
/// <param name="Deviations">Per column: the population standard deviation, or 0.</param>
internal sealed record Standardization(double[] Means, double[] Deviations)
{
    public int Columns => Means.Length;

    /// <summary>Weighted means and standard deviations of the known values of every column; a column without any has mean and sd 0.</summary>
    /// <param name="rows">n × d with n ≥ 1, finite or NaN where unknown.</param>
    /// <param name="weights">Length n, positive.</param>
    public static Standardization Of<T>(Matrix<T> rows, double[] weights) where T : unmanaged, INumber<T>
    {
        double[] first = new double[rows.Columns], totals = new double[rows.Columns];
        for (int i = rows.Rows - 1; i >= 0; i--)
        {
            ReadOnlySpan<T> row = rows.Row(i);
            for (int j = 0; j < row.Length; j++)
            {
                (first[j], totals[j]) = T.IsNaN(row[j]) ? (first[j], totals[j]) : (double.CreateChecked(row[j]), totals[j] + weights[i]);
            }
        }

        // Distances from the first value: a constant column has exactly its mean and no deviation.
        double[] means = ColumnMeans(rows, weights, totals, first, (x, centre) => x - centre);
        for (int j = 0; j < means.Length; j++)
        {
            means[j] += first[j];
        }

        double[] variances = ColumnMeans(rows, weights, totals, means, (x, centre) => (x - centre) * (x - centre));
        return new Standardization(means, [.. variances.Select(Math.Sqrt)]);
    }

    /// <summary>Changes nothing: mean 0 and sd 1.</summary>
    public static Standardization Identity(int columns) => new(new double[columns], [.. Enumerable.Repeat(1.0, columns)]);

    /// <summary>z of one value.</summary>
    public float Apply(double value, int column) =>
        Deviations[column] == 0 ? 0 : (float)((value - Means[column]) / Deviations[column]);

    /// <summary>x of one z.</summary>
    public double Undo(float standardized, int column) => Means[column] + (Deviations[column] * standardized);

    /// <summary>z of a whole row.</summary>
    public void Apply(ReadOnlySpan<float> row, Span<float> destination)
    {
        for (int j = 0; j < row.Length; j++)
        {
            destination[j] = Apply(row[j], j);
        }
    }

    public void Write(ModelWriter writer)
    {
        writer.Write(Means);
        writer.Write(Deviations);
    }

    public static Standardization Read(ModelReader reader, int columns)
    {
        double[] means = reader.ReadDoubles(), deviations = reader.ReadDoubles();
        return means.Length == columns && deviations.Length == columns && means.All(double.IsFinite) && deviations.All(d => d >= 0 && double.IsFinite(d))
            ? new Standardization(means, deviations)
            : throw new ModelFormatException($"A standardisation needs {columns} finite means and deviations; got {means.Length} and {deviations.Length}, or others.");
    }

    private static double[] ColumnMeans<T>(Matrix<T> rows, double[] weights, double[] totals, double[] centres, Func<double, double, double> value)
        where T : unmanaged, INumber<T>
    {
        double[] means = new double[rows.Columns];
        for (int i = 0; i < rows.Rows; i++)
        {
            ReadOnlySpan<T> row = rows.Row(i);
            for (int j = 0; j < row.Length; j++)
            {
                means[j] += T.IsNaN(row[j]) ? 0 : weights[i] / totals[j] * value(double.CreateChecked(row[j]), centres[j]);
            }
        }

        return means;
    }
}
