using System.Numerics.Tensors;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.Learning.Linear;

/// <summary>
/// The lasso by cyclic coordinate descent on the Gram matrix: with r = (g − Gβ)/W, βⱼ ← S(rⱼ + Gⱼⱼβⱼ/W, α)·W/Gⱼⱼ, where
/// S(z, α) = sign(z)·max(|z| − α, 0), until no coefficient moves a prediction any more.
/// </summary>
/// <param name="options">Penalty, intercept, standardisation.</param>
[Paper("Friedman, Hastie, Tibshirani 2010", "covariance updates")]
public sealed class LassoRegressor(LassoOptions options) : IRegressor
{
    // Largest change of a prediction in a sweep, in standard deviations of the target, that counts as none.
    private const double Tolerance = 1e-12;

    private readonly LassoOptions _options = FitGuard.Validated(options);

    /// <summary>The lasso with penalty 0.01 and an intercept.</summary>
    public LassoRegressor() : this(new LassoOptions())
    {
    }

    /// <inheritdoc/>
    public string Name => "lasso";

    /// <inheritdoc/>
    /// <remarks>Nothing is random: <paramref name="seed"/> changes nothing.</remarks>
    /// <exception cref="InvalidOperationException">The sweeps are used up.</exception>
    public IRegressionModel Fit(Matrix<float> features, double[] targets, double[]? weights, ulong seed, FitContext context)
    {
        FitGuard.Check(features, targets.Length, weights);
        FitGuard.CheckTargets(targets);
        var statistics = GramStatistics.Compute(features, new Matrix<double>(targets.Length, 1, targets), weights, context);
        return Solve(statistics, _options, context);
    }

    /// <inheritdoc/>
    public IRegressionModel Read(ModelReader reader) => LinearModel.Read(reader);

    /// <summary>The lasso of the first target of merged statistics, for example of shards on several machines.</summary>
    /// <exception cref="ArgumentException">There is no target, or an option is out of range.</exception>
    /// <exception cref="InvalidOperationException">The sweeps are used up.</exception>
    public static LinearModel Solve(GramStatistics statistics, LassoOptions options, FitContext context)
    {
        FitGuard.Validated(options);
        if (statistics.TargetCount == 0)
        {
            throw new ArgumentException("The statistics hold no target.", nameof(statistics));
        }

        var problem = new NormalEquations(statistics, options.Intercept, options.Standardise);
        double limit = Tolerance * Math.Sqrt(problem.TargetSquares(0) / problem.Weight);
        double[] coefficients = new double[problem.FeatureCount];
        double[] residual = [.. Enumerable.Range(0, coefficients.Length).Select(j => problem.Moments[j, 0])];
        for (int sweep = 0; sweep < options.MaxSweeps; sweep++)
        {
            context.CancellationToken.ThrowIfCancellationRequested();
            if (Sweep(problem, options.Penalty * problem.Weight, coefficients, residual) <= limit)
            {
                double intercept = problem.ToOriginalUnits(0, coefficients);
                return new LinearModel(coefficients, intercept);
            }
        }

        throw new InvalidOperationException(
            $"The lasso did not converge in {options.MaxSweeps} sweeps; raise the penalty {options.Penalty} or the sweeps.");
    }

    // Returns the largest change, in units of predictions.
    private static double Sweep(NormalEquations problem, double penalty, double[] coefficients, double[] residual)
    {
        double largest = 0;
        for (int j = 0; j < coefficients.Length; j++)
        {
            ReadOnlySpan<double> gram = problem.Gram.Row(j);
            if (!(gram[j] > 0))
            {
                continue;
            }

            double z = residual[j] + (gram[j] * coefficients[j]);
            double updated = Math.Sign(z) * Math.Max(Math.Abs(z) - penalty, 0) / gram[j];
            double change = updated - coefficients[j];
            if (change != 0)
            {
                coefficients[j] = updated;
                TensorPrimitives.MultiplyAdd(gram, -change, residual, residual);
                largest = Math.Max(largest, Math.Abs(change) * Math.Sqrt(gram[j] / problem.Weight));
            }
        }

        return largest;
    }
}
