using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Learning.Linear;

/// <summary>What a multi-target ridge regression found.</summary>
/// <param name="Model">The K linear functions.</param>
/// <param name="Penalties">λ of every target, length K.</param>
/// <param name="LeaveOneOutErrors">Weighted mean squared leave-one-out error of every target at its λ; null where λ was given.</param>
public sealed record MultiRidgeFit(MultiLinearModel Model, double[] Penalties, double[]? LeaveOneOutErrors);

/// <summary>Ridge regression of K targets on the same features. Targets known for the same rows share one Gram matrix and one factorisation.</summary>
public static class MultiRidge
{
    /// <summary>Fits every target to the rows where it is known.</summary>
    /// <param name="features">n × d, finite.</param>
    /// <param name="targets">n × K; NaN where a target is unknown, else finite.</param>
    /// <param name="weights">Length n, finite and ≥ 0, or null for all ones.</param>
    /// <param name="options">The penalty or its grid, intercept, standardisation.</param>
    /// <param name="context">Threads, progress and cancellation.</param>
    /// <exception cref="ArgumentException">Lengths differ, a value is infinite, an option is out of range, or a target is known nowhere.</exception>
    public static MultiRidgeFit Fit(Matrix<float> features, Matrix<double> targets, double[]? weights, RidgeOptions options, FitContext context)
    {
        Check(features, targets, weights, options);
        var result = new FitBuilder(targets.Columns, features.Columns);
        int done = 0;
        foreach (LabelledRows group in GroupByKnownRows(features, targets, weights))
        {
            context.CancellationToken.ThrowIfCancellationRequested();
            FitGroup(group, options, context, result);
            context.Progress?.Report((double)(done += group.Columns.Length) / targets.Columns);
        }

        return result.Build(options.Penalty is null);
    }

    /// <summary>Solves (G + λI)β = g for merged statistics, for example of shards on several machines.</summary>
    /// <param name="statistics">Statistics of all rows.</param>
    /// <param name="options">With <see cref="RidgeOptions.Penalty"/> set; choosing it needs the rows.</param>
    /// <exception cref="ArgumentException">The penalty is not set, or too small for features that depend on each other.</exception>
    public static MultiLinearModel Solve(GramStatistics statistics, RidgeOptions options)
    {
        double penalty = options.Validated().Penalty
            ?? throw new ArgumentException("RidgeOptions.Penalty must be set: leave-one-out errors need the rows, not their statistics.", nameof(options));
        var result = new FitBuilder(statistics.TargetCount, statistics.FeatureCount);
        SolveAll(new NormalEquations(statistics, options), penalty, [.. Enumerable.Range(0, statistics.TargetCount)], result);
        return result.Build(withErrors: false).Model;
    }

    internal static void Check(Matrix<float> features, Matrix<double> targets, double[]? weights, RidgeOptions options)
    {
        FitGuard.Check(features, targets.Rows, weights);
        FitGuard.CheckFinite(targets, nameof(targets), missingAllowed: true);
        options.Validated();
    }

    private static void FitGroup(LabelledRows group, RidgeOptions options, FitContext context, FitBuilder result)
    {
        var problem = new NormalEquations(GramStatistics.Compute(group, context), options);
        if (options.Penalty is { } penalty)
        {
            SolveAll(problem, penalty, group.Columns, result);
            return;
        }

        double[] grid = options.PenaltyGrid();
        var loo = new LeaveOneOut(problem, grid, context);
        Matrix<double> errors = loo.Errors(group, context);
        for (int k = 0; k < group.Columns.Length; k++)
        {
            int best = IndexOfMin(errors.Row(k));
            double[] coefficients = loo.Coefficients(k, grid[best]);
            double intercept = problem.ToOriginalUnits(k, coefficients);
            result.Set(group.Columns[k], coefficients, intercept, grid[best], errors[k, best] / group.TotalWeight);
        }
    }

    private static void SolveAll(NormalEquations problem, double penalty, int[] columns, FitBuilder result)
    {
        for (int j = 0; j < problem.Gram.Rows; j++)
        {
            problem.Gram[j, j] += penalty;
        }

        Cholesky factor = Cholesky.TryFactor(problem.Gram) ?? throw new ArgumentException(
            $"The features depend on each other and the penalty {penalty} does not resolve it; use a larger one.", nameof(penalty));
        for (int k = 0; k < columns.Length; k++)
        {
            double[] coefficients = [.. Enumerable.Range(0, problem.Gram.Rows).Select(j => problem.Moments[j, k])];
            factor.Solve(coefficients);
            double intercept = problem.ToOriginalUnits(k, coefficients);
            result.Set(columns[k], coefficients, intercept, penalty, double.NaN);
        }
    }

    internal static IEnumerable<LabelledRows> GroupByKnownRows(Matrix<float> features, Matrix<double> targets, double[]? weights)
    {
        var groups = Enumerable.Range(0, targets.Columns).GroupBy(k => KnownRows(targets, weights, k), RowSetComparer.Instance);
        foreach (var group in groups)
        {
            if (group.Key.Length == 0)
            {
                throw new ArgumentException($"targets column {group.First()} is known for no row of positive weight; at least 1 is needed.", nameof(targets));
            }

            yield return new LabelledRows(features, targets, weights, group.Key, [.. group]);
        }
    }

    private static int[] KnownRows(Matrix<double> targets, double[]? weights, int column) =>
        [.. Enumerable.Range(0, targets.Rows).Where(i => !double.IsNaN(targets[i, column]) && (weights is null || weights[i] > 0))];

    // Ties go to the larger penalty, the simpler model; all infinite errors do so too.
    private static int IndexOfMin(ReadOnlySpan<double> values)
    {
        int best = values.Length - 1;
        for (int i = best - 1; i >= 0; i--)
        {
            best = values[i] < values[best] ? i : best;
        }

        return best;
    }

    private sealed class RowSetComparer : IEqualityComparer<int[]>
    {
        public static RowSetComparer Instance { get; } = new();

        public bool Equals(int[]? x, int[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(int[] rows) => HashCode.Combine(rows.Length, rows.Length > 0 ? rows[0] : 0, rows.Length > 0 ? rows[^1] : 0);
    }

    private sealed class FitBuilder(int targets, int features)
    {
        private readonly Matrix<double> _coefficients = new(targets, features);
        private readonly double[] _intercepts = new double[targets], _penalties = new double[targets], _errors = new double[targets];

        public void Set(int target, double[] coefficients, double intercept, double penalty, double error)
        {
            coefficients.CopyTo(_coefficients.Row(target));
            (_intercepts[target], _penalties[target], _errors[target]) = (intercept, penalty, error);
        }

        public MultiRidgeFit Build(bool withErrors) => new(new MultiLinearModel(_coefficients, _intercepts), _penalties, withErrors ? _errors : null);
    }
}
