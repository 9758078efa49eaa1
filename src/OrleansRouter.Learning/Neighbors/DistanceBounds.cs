using System.Numerics.Tensors;
using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Learning.Neighbors;

/// <summary>Lower bounds of distances, as they are measured in single precision, from inner products: ‖q‖² + ‖x‖² − 2q·x or 1 − q·x/(‖q‖‖x‖), less all rounding.</summary>
internal sealed class DistanceBounds
{
    // Below this square of a norm, products underflow and bound nothing.
    private const float SmallestSquare = 1e-30f;

    private readonly DistanceMetric _metric;
    private readonly float _slack;
    private readonly float[] _terms;

    public DistanceBounds(Matrix<float> points, DistanceMetric metric, float[] inverseNorms)
    {
        _metric = metric;
        // A sum of d products errs by at most d·2⁻²⁴ of its size; two norms, two products and the measured distance itself do.
        _slack = (points.Columns + 16) * (1f / (1 << 22));
        _terms = new float[points.Rows];
        for (int i = 0; i < points.Rows; i++)
        {
            _terms[i] = metric == DistanceMetric.Euclidean ? ShrunkSquare(points.Row(i)) : Scale(points.Row(i), inverseNorms[i]);
        }
    }

    /// <summary>Turns q·x of consecutive points into b, where b + offset bounds the measured distance (squared, if Euclidean) from below. NaN bounds nothing.</summary>
    /// <param name="products">q·x, overwritten by b.</param>
    /// <param name="firstPoint">Index of the first point.</param>
    /// <param name="query">q.</param>
    /// <param name="inverseNorm">1/‖q‖, or 0 for q = 0.</param>
    /// <returns>The offset.</returns>
    public float FromProducts(Span<float> products, int firstPoint, ReadOnlySpan<float> query, float inverseNorm)
    {
        ReadOnlySpan<float> terms = _terms.AsSpan(firstPoint, products.Length);
        if (_metric == DistanceMetric.Euclidean)
        {
            TensorPrimitives.MultiplyAdd(products, -2f, terms, products);
            return ShrunkSquare(query);
        }

        TensorPrimitives.Multiply(products, -Scale(query, inverseNorm), products);
        TensorPrimitives.Multiply(products, terms, products);
        return 1 - _slack;
    }

    private float ShrunkSquare(ReadOnlySpan<float> vector) => Usable(TensorPrimitives.SumOfSquares(vector)) * (1 - _slack);

    private static float Scale(ReadOnlySpan<float> vector, float inverseNorm) =>
        float.IsNaN(Usable(TensorPrimitives.SumOfSquares(vector))) ? float.NaN : inverseNorm;

    private static float Usable(float square) => square is 0 or >= SmallestSquare ? square : float.NaN;
}
