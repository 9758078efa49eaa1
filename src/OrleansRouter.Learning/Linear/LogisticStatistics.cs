using System.Numerics.Tensors;
using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Learning.Linear;

/// <summary>
/// Loss, gradient and Hessian of the logistic log-likelihood at one point, summed over rows: with pᵢ = σ(b + x̃ᵢᵀβ),
/// Σ wᵢ·loss, Σ wᵢ(pᵢ − yᵢ)[x̃ᵢ; 1] and Σ wᵢpᵢ(1 − pᵢ)[x̃ᵢ; 1][x̃ᵢ; 1]ᵀ. Sums of disjoint rows merge into those of their union.
/// </summary>
public sealed class LogisticStatistics
{
    private const int ChunkRows = 512;

    private LogisticStatistics(double loss, double[] gradient, Matrix<double> hessian)
    {
        Loss = loss;
        Gradient = gradient;
        Hessian = hessian;
    }

    /// <summary>Σ wᵢ·ln(1 + exp(−sᵢzᵢ)).</summary>
    public double Loss { get; }

    /// <summary>Length d + 1; the intercept comes last. Treat as read-only.</summary>
    public double[] Gradient { get; }

    /// <summary>(d + 1) × (d + 1), symmetric. Treat as read-only.</summary>
    public Matrix<double> Hessian { get; }

    /// <summary>The sums over rows at <paramref name="point"/>.</summary>
    /// <param name="features">n × d, finite.</param>
    /// <param name="labels">Length n.</param>
    /// <param name="weights">Length n, finite and ≥ 0, or null for all ones.</param>
    /// <param name="scaling">The coordinates x̃, the same for all rows that will be merged.</param>
    /// <param name="point">β in those coordinates and b, length d + 1.</param>
    /// <param name="context">Threads and cancellation.</param>
    public static LogisticStatistics Compute(
        Matrix<float> features, bool[] labels, double[]? weights, FeatureScaling scaling, double[] point, FitContext context)
    {
        int width = point.Length;
        var curvatures = new double[features.Rows];
        var partial = new (double Loss, double[] Gradient)[(features.Rows + ChunkRows - 1) / ChunkRows];
        ParallelLoop.For(partial.Length, context, c =>
        {
            double[] gradient = new double[width], x = new double[width];
            double loss = 0;
            for (int i = c * ChunkRows; i < Math.Min(features.Rows, (c + 1) * ChunkRows); i++)
            {
                ReadWithOne(features, scaling, i, x);
                double margin = TensorPrimitives.Dot<double>(x, point), p = Logistic.Sigmoid(margin), w = weights?[i] ?? 1;
                loss += w * Logistic.Loss(labels[i] ? margin : -margin);
                curvatures[i] = Math.Sqrt(w * p * Logistic.Sigmoid(-margin));
                TensorPrimitives.MultiplyAdd<double>(x, w * (labels[i] ? -Logistic.Sigmoid(-margin) : p), gradient, gradient);
            }

            partial[c] = (loss, gradient);
        });
        Matrix<double> hessian = DenseProducts.Scatter(features.Rows, width, (i, x) =>
        {
            ReadWithOne(features, scaling, i, x);
            TensorPrimitives.Multiply(x, curvatures[i], x);
        }, context);
        return new LogisticStatistics(partial.Sum(s => s.Loss), Sum(partial.Select(s => s.Gradient), width), hessian);
    }

    /// <summary>The sums over the rows of both, which must have been taken at the same point.</summary>
    /// <exception cref="ArgumentException">The numbers of features differ.</exception>
    public LogisticStatistics Merge(LogisticStatistics other)
    {
        if (other.Gradient.Length != Gradient.Length)
        {
            throw new ArgumentException($"Statistics of {other.Gradient.Length - 1} features do not merge with {Gradient.Length - 1}.", nameof(other));
        }

        var hessian = new Matrix<double>(Hessian.Rows, Hessian.Columns);
        TensorPrimitives.Add<double>(Hessian.Values, other.Hessian.Values, hessian.Values);
        return new LogisticStatistics(Loss + other.Loss, Sum([Gradient, other.Gradient], Gradient.Length), hessian);
    }

    private static void ReadWithOne(Matrix<float> features, FeatureScaling scaling, int i, Span<double> x)
    {
        scaling.Read(features.Row(i), x);
        x[^1] = 1;
    }

    private static double[] Sum(IEnumerable<double[]> vectors, int length)
    {
        var sum = new double[length];
        foreach (double[] vector in vectors)
        {
            TensorPrimitives.Add<double>(sum, vector, sum);
        }

        return sum;
    }
}
