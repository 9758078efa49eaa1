using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Learning.Linear;

/// <summary>
/// The ridge regressions of K targets for every penalty of a grid, with what each predicts for a row from the other rows. For callers who
/// choose penalties by something else than the squared error of one target.
/// </summary>
public sealed class RidgePath
{
    private readonly Group[] _groups;
    private readonly double[] _penalties;
    private readonly int _rows;
    private readonly int _features;

    private RidgePath(Group[] groups, double[] penalties, int rows, int features)
    {
        _groups = groups;
        _penalties = penalties;
        _rows = rows;
        _features = features;
    }

    /// <summary>The grid of λ, ascending.</summary>
    public IReadOnlyList<double> Penalties => _penalties;

    /// <summary>Number of targets K.</summary>
    public int TargetCount => _groups.Sum(g => g.Rows.Columns.Length);

    /// <summary>Prepares all penalties: one eigendecomposition for all targets that are known for the same rows.</summary>
    /// <param name="features">n × d, finite.</param>
    /// <param name="targets">n × K; NaN where a target is unknown, else finite.</param>
    /// <param name="weights">Length n, finite and ≥ 0, or null for all ones.</param>
    /// <param name="options">The grid of penalties, intercept, standardisation.</param>
    /// <param name="context">Threads and cancellation.</param>
    /// <exception cref="ArgumentException">Lengths differ, a value is infinite, an option is out of range, or a target is known nowhere.</exception>
    public static RidgePath Of(Matrix<float> features, Matrix<double> targets, double[]? weights, RidgeOptions options, FitContext context)
    {
        MultiRidge.Check(features, targets, weights, options);
        double[] penalties = options.PenaltyGrid();
        Group[] groups = [.. MultiRidge.GroupByKnownRows(features, targets, weights).Select(rows =>
        {
            context.CancellationToken.ThrowIfCancellationRequested();
            var problem = new NormalEquations(GramStatistics.Compute(rows, context), options);
            var loo = new LeaveOneOut(problem, penalties, context);
            return new Group(rows, problem, loo, loo.Rotate(rows, context));
        })];
        return new RidgePath(groups, penalties, features.Rows, features.Columns);
    }

    /// <summary>What the other rows predict for each row, n × K; NaN where the target is unknown, or the row alone determines its own fit.</summary>
    /// <param name="penalty">Index into <see cref="Penalties"/>.</param>
    /// <param name="context">Threads and cancellation.</param>
    public Matrix<double> LeaveOneOutPredictions(int penalty, FitContext context)
    {
        var predictions = new Matrix<double>(_rows, TargetCount);
        predictions.Values.AsSpan().Fill(double.NaN);
        foreach (Group group in _groups)
        {
            group.LeaveOneOut.Predict(group.Rows, group.Rotated, penalty, predictions, context);
        }

        return predictions;
    }

    /// <summary>The regressions with a penalty for each target.</summary>
    /// <param name="penalties">Length K, indices into <see cref="Penalties"/>.</param>
    public MultiLinearModel Model(ReadOnlySpan<int> penalties)
    {
        var coefficients = new Matrix<double>(penalties.Length, _features);
        double[] intercepts = new double[penalties.Length];
        foreach (Group group in _groups)
        {
            for (int k = 0; k < group.Rows.Columns.Length; k++)
            {
                int target = group.Rows.Columns[k];
                double[] scaled = group.LeaveOneOut.Coefficients(k, _penalties[penalties[target]]);
                intercepts[target] = group.Problem.ToOriginalUnits(k, scaled);
                scaled.CopyTo(coefficients.Row(target));
            }
        }

        return new MultiLinearModel(coefficients, intercepts);
    }

    private sealed record Group(LabelledRows Rows, NormalEquations Problem, LeaveOneOut LeaveOneOut, Matrix<double> Rotated);
}
