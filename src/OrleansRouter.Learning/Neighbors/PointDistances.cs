using System.Numerics.Tensors;
using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Learning.Neighbors;

/// <summary>Measures distances from a query to points: squared Euclidean or cosine. A pair gives the same bits whichever points it is measured with.</summary>
internal sealed class PointDistances
{
    private readonly DistanceMetric _metric;

    public PointDistances(Matrix<float> points, DistanceMetric metric)
    {
        (Points, _metric) = (points, metric);
        InverseNorms = new float[points.Rows];
        for (int i = 0; i < points.Rows; i++)
        {
            InverseNorms[i] = InverseNorm(points.Row(i), "point", i);
        }
    }

    public Matrix<float> Points { get; }

    /// <summary>1/‖x‖ of every point, or 0 for x = 0.</summary>
    public float[] InverseNorms { get; }

    /// <summary>1/‖v‖, or 0 for v = 0.</summary>
    /// <exception cref="ArgumentException">The vector is not finite or too large.</exception>
    public static float InverseNorm(ReadOnlySpan<float> vector, string kind, int row)
    {
        float square = TensorPrimitives.SumOfSquares(vector);
        return float.IsFinite(square)
            ? square > 0 ? 1 / MathF.Sqrt(square) : 0
            : throw new ArgumentException($"{kind} {row} has a squared norm of {square}; expected finite values.", nameof(vector));
    }

    /// <summary>Distances of the points from <paramref name="start"/> on, as many as fit <paramref name="block"/>.</summary>
    public Span<float> Measure(ReadOnlySpan<float> query, float inverseNorm, int start, Span<float> block)
    {
        int count = Math.Min(block.Length, Points.Rows - start);
        Span<float> distances = block[..count];
        ReadOnlySpan<float> points = Points.Values.AsSpan(start * Points.Columns, count * Points.Columns);
        if (_metric == DistanceMetric.Euclidean)
        {
            PairKernel<SquaredDifference>.Sums(query, points, distances);
            return distances;
        }

        PairKernel<Product>.Sums(query, points, distances);
        for (int i = 0; i < count; i++)
        {
            distances[i] = 1 - (distances[i] * InverseNorms[start + i] * inverseNorm);
        }

        return distances;
    }

    /// <summary>Distances of chosen points.</summary>
    public void Measure(ReadOnlySpan<float> query, float inverseNorm, scoped ReadOnlySpan<int> rows, Span<float> distances)
    {
        if (_metric == DistanceMetric.Euclidean)
        {
            PairKernel<SquaredDifference>.Sums(query, Points, rows, distances);
            return;
        }

        PairKernel<Product>.Sums(query, Points, rows, distances);
        for (int i = 0; i < rows.Length; i++)
        {
            distances[i] = 1 - (distances[i] * InverseNorms[rows[i]] * inverseNorm);
        }
    }
}
