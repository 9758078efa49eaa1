using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.Learning.Networks.Mlp;

/// <summary>z = (x − mean)/sd per column. A column that never varied carries no information: its sd is 0 and it becomes 0.</summary>
/// <param name="Means">Per column.</param>
/// <param name="Deviations">Per column: the population standard deviation, or 0.</param>
internal sealed record Standardization(double[] Means, double[] Deviations)
{
    public int Columns => Means.Length;

    /// <summary>Weighted means and standard deviations of the columns; <paramref name="read"/> gives element (row, column).</summary>
    public static Standardization Of(int columns, double[] weights, Func<int, int, double> read)
    {
        double total = weights.Sum();
        var result = new Standardization(new double[columns], new double[columns]);
        for (int j = 0; j < columns; j++)
        {
            // Distances from the first value: a constant column has exactly its mean and no deviation.
            double first = read(0, j), shift = 0, square = 0;
            for (int i = 0; i < weights.Length; i++)
            {
                shift += weights[i] * (read(i, j) - first);
            }

            double mean = first + (shift / total);
            for (int i = 0; i < weights.Length; i++)
            {
                double deviation = read(i, j) - mean;
                square += weights[i] * deviation * deviation;
            }

            (result.Means[j], result.Deviations[j]) = (mean, Math.Sqrt(square / total));
        }

        return result;
    }

    /// <summary>Changes nothing: mean 0 and sd 1.</summary>
    public static Standardization Identity(int columns) => new(new double[columns], [.. Enumerable.Repeat(1.0, columns)]);

    public float Apply(double value, int column) =>
        Deviations[column] == 0 ? 0 : (float)((value - Means[column]) / Deviations[column]);

    public double Undo(float standardized, int column) => Means[column] + (Deviations[column] * standardized);

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
}
