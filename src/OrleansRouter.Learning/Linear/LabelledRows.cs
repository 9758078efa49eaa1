using System.Numerics.Tensors;
using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Learning.Linear;

/// <summary>A weighted selection of rows and target columns, read as z = [x; y].</summary>
/// <param name="Features">All features, n × d.</param>
/// <param name="Targets">All targets, n × K.</param>
/// <param name="Weights">Length n, or null for all ones.</param>
/// <param name="Rows">The rows that take part.</param>
/// <param name="Columns">The target columns that take part.</param>
internal sealed record LabelledRows(Matrix<float> Features, Matrix<double> Targets, double[]? Weights, int[] Rows, int[] Columns)
{
    public int Count => Rows.Length;

    public int FeatureCount => Features.Columns;

    public int Width => Features.Columns + Columns.Length;

    public double TotalWeight => Weights is null ? Rows.Length : Rows.Sum(i => Weights[i]);

    public static LabelledRows All(Matrix<float> features, Matrix<double> targets, double[]? weights) =>
        new(features, targets, weights, [.. Enumerable.Range(0, features.Rows)], [.. Enumerable.Range(0, targets.Columns)]);

    public double Weight(int i) => Weights is null ? 1 : Weights[Rows[i]];

    public double Target(int i, int k) => Targets[Rows[i], Columns[k]];

    public void Read(int i, Span<double> z)
    {
        TensorPrimitives.ConvertTruncating<float, double>(Features.Row(Rows[i]), z);
        for (int k = 0; k < Columns.Length; k++)
        {
            z[FeatureCount + k] = Target(i, k);
        }
    }

    /// <summary>√wᵢ·(zᵢ − z̄), whose outer products sum to the scatter.</summary>
    public void ReadCentred(int i, ReadOnlySpan<double> mean, Span<double> z)
    {
        Read(i, z);
        TensorPrimitives.Subtract(z, mean, z);
        if (Weights is not null)
        {
            TensorPrimitives.Multiply(z, Math.Sqrt(Weight(i)), z);
        }
    }

    /// <summary>z̄ = Σwᵢzᵢ / Σwᵢ, summed in chunks of fixed size that are added in order.</summary>
    public double[] Mean(FitContext context)
    {
        const int chunkRows = 512;
        var partial = new double[(Count + chunkRows - 1) / chunkRows][];
        ParallelLoop.For(partial.Length, context, c => partial[c] = WeightedSum(c * chunkRows, Math.Min(Count, (c + 1) * chunkRows)));
        var mean = new double[Width];
        foreach (double[] sum in partial)
        {
            TensorPrimitives.Add<double>(mean, sum, mean);
        }

        TensorPrimitives.Divide<double>(mean, TotalWeight, mean);
        return mean;
    }

    private double[] WeightedSum(int start, int end)
    {
        double[] sum = new double[Width], z = new double[Width];
        for (int i = start; i < end; i++)
        {
            Read(i, z);
            TensorPrimitives.MultiplyAdd<double>(z, Weight(i), sum, sum);
        }

        return sum;
    }
}
