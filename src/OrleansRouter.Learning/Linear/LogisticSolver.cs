using System.Numerics.Tensors;
using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Learning.Linear;

/// <summary>Newton's method with halved steps for penalised logistic regression (iteratively reweighted least squares).</summary>
[Paper("Hastie, Tibshirani, Friedman 2009", "section 4.4.1, Newton steps of logistic regression")]
public static class LogisticSolver
{
    /// <summary>√(gᵀH⁻¹g) at which the last step is taken; the step after it would change nothing.</summary>
    private const double Tolerance = 1e-8;

    /// <summary>Minimises the penalised loss.</summary>
    /// <param name="features">Number of features d.</param>
    /// <param name="evaluate">The merged statistics of all rows at a point of length d + 1 (β, then b).</param>
    /// <param name="options">Penalty, intercept, iterations.</param>
    /// <param name="context">Progress and cancellation.</param>
    /// <returns>β, then b, in the coordinates of the statistics.</returns>
    /// <exception cref="InvalidOperationException">The iterations are used up.</exception>
    public static double[] Minimise(int features, Func<double[], LogisticStatistics> evaluate, LogisticOptions options, FitContext context)
    {
        FitGuard.Validated(options);
        double[] point = new double[features + 1];
        LogisticStatistics at = evaluate(point);
        for (int iteration = 0; iteration < options.MaxIterations; iteration++)
        {
            context.CancellationToken.ThrowIfCancellationRequested();
            double[] gradient = Gradient(at, point, options);
            double[] step = [.. gradient];
            Factor(at, options).Solve(step);
            double decrement = Math.Sqrt(TensorPrimitives.Dot<double>(gradient, step));
            if (decrement <= Tolerance)
            {
                return Moved(point, step, 1);
            }

            double loss = Objective(at, point, options), share = 1;
            double[] next = Moved(point, step, share);
            at = evaluate(next);
            while (!(Objective(at, next, options) <= loss - (1e-4 * share * decrement * decrement) + (1e-12 * loss)) && share > 1e-10)
            {
                share /= 2;
                next = Moved(point, step, share);
                at = evaluate(next);
            }

            point = next;
            context.Progress?.Report((iteration + 1.0) / options.MaxIterations);
        }

        throw new InvalidOperationException(
            $"Logistic regression did not converge in {options.MaxIterations} iterations; raise the penalty {options.Penalty} or the iterations.");
    }

    private static double[] Moved(double[] point, double[] step, double share)
    {
        var moved = new double[point.Length];
        TensorPrimitives.MultiplyAdd<double>(step, -share, point, moved);
        return moved;
    }

    private static double Objective(LogisticStatistics at, double[] point, LogisticOptions options) =>
        at.Loss + (0.5 * options.Penalty * TensorPrimitives.SumOfSquares<double>(point.AsSpan(0, point.Length - 1)));

    private static double[] Gradient(LogisticStatistics at, double[] point, LogisticOptions options)
    {
        double[] gradient = [.. at.Gradient];
        Span<double> slopes = gradient.AsSpan(0, gradient.Length - 1);
        TensorPrimitives.MultiplyAdd(point.AsSpan(0, slopes.Length), options.Penalty, slopes, slopes);
        gradient[^1] = options.Intercept ? gradient[^1] : 0;
        return gradient;
    }

    private static Cholesky Factor(LogisticStatistics at, LogisticOptions options)
    {
        var hessian = new Matrix<double>(at.Hessian.Rows, at.Hessian.Columns, [.. at.Hessian.Values]);
        int last = hessian.Rows - 1;
        for (int j = 0; j < last; j++)
        {
            hessian[j, j] += options.Penalty;
            hessian[last, j] = options.Intercept ? hessian[last, j] : 0;
        }

        hessian[last, last] = options.Intercept ? hessian[last, last] : 1;
        return Cholesky.TryFactor(hessian) ?? throw new InvalidOperationException(
            $"Logistic regression lost its curvature: all probabilities are 0 or 1. Raise the penalty {options.Penalty}.");
    }
}
