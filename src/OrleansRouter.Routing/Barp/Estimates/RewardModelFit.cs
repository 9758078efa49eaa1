using OrleansRouter.Learning;
using OrleansRouter.Learning.Linear;
using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Routing.Barp.Estimates;

/// <summary>
/// Fits q̂ and ĉ to what a bandit has seen. Costs take the ridge penalty of the least leave-one-out error; qualities take an average over
/// penalties, weighted by what routing with each would earn (<see cref="PathWeights"/>): near-ties are averaged, so that noise in the
/// choice of a penalty does not become noise in the choice of models.
/// </summary>
internal sealed class RewardModelFit
{
    /// <summary>How many penalties qualities are averaged over.</summary>
    public const int PathLength = 11;

    private static readonly RidgeOptions Path = new() { MinPenalty = 1, MaxPenalty = 1e5, PenaltyCount = PathLength };

    private readonly Matrix<float> _features;
    private readonly SeenOutcomes _seen;
    private readonly int[] _arms;
    private readonly RidgePath _path;
    private readonly FitContext _context;

    private RewardModelFit(Matrix<float> features, SeenOutcomes seen, FitContext context)
    {
        (_features, _seen, _context) = (features, seen, context);
        _arms = [.. Enumerable.Range(0, seen.Quality.Columns).Where(seen.HasSeen)];
        _path = RidgePath.Of(features, Targets(), null, Path, context);
    }

    private int Arms => _seen.Quality.Columns;

    /// <summary>Fits the model. A model that was never asked is expected to do as the mean of the others.</summary>
    /// <param name="features">n × d.</param>
    /// <param name="seen">What was seen, at least one outcome.</param>
    /// <param name="context">Threads and cancellation.</param>
    public static RewardEstimates Of(Matrix<float> features, SeenOutcomes seen, FitContext context) =>
        new RewardModelFit(features, seen, context).Run();

    private RewardEstimates Run()
    {
        MultiLinearModel[] models = [.. Enumerable.Range(0, PathLength).Select(Expectations)];
        Matrix<double>[] quality = new Matrix<double>[PathLength], cost = new Matrix<double>[PathLength];
        double[] costErrors = new double[PathLength];
        for (int p = 0; p < PathLength; p++)
        {
            (quality[p], cost[p]) = Predict(models[p], p);
            costErrors[p] = _seen.SquaredCostError(cost[p]);
        }

        int costPenalty = Array.LastIndexOf(costErrors, costErrors.Min());
        double[] weights = PathWeights.Of(quality, cost[costPenalty], _seen);
        return new RewardEstimates(models, quality, weights, costPenalty, Average(quality, weights), cost[costPenalty]);
    }

    // The qualities and the costs of the models that were asked, side by side.
    private Matrix<double> Targets()
    {
        var targets = new Matrix<double>(_features.Rows, 2 * _arms.Length);
        for (int i = 0; i < targets.Rows; i++)
        {
            for (int j = 0; j < _arms.Length; j++)
            {
                targets[i, j] = _seen.Quality[i, _arms[j]];
                targets[i, _arms.Length + j] = _seen.Cost[i, _arms[j]];
            }
        }

        return targets;
    }

    private (Matrix<double> Quality, Matrix<double> Cost) Predict(MultiLinearModel fitted, int penalty)
    {
        Matrix<double> outOfSample = _path.LeaveOneOutPredictions(penalty, _context);
        var quality = new Matrix<double>(_features.Rows, Arms);
        var cost = new Matrix<double>(_features.Rows, Arms);
        double[] predicted = new double[2 * Arms];
        for (int i = 0; i < quality.Rows; i++)
        {
            fitted.Predict(_features.Row(i), predicted);
            for (int j = 0; j < _arms.Length; j++)
            {
                TakeIfKnown(outOfSample[i, j], ref predicted[_arms[j]]);
                TakeIfKnown(outOfSample[i, _arms.Length + j], ref predicted[Arms + _arms[j]]);
            }

            predicted.AsSpan(0, Arms).CopyTo(quality.Row(i));
            for (int k = 0; k < Arms; k++)
            {
                cost[i, k] = Math.Clamp(predicted[Arms + k], 0, 1);
            }
        }

        return (quality, cost);
    }

    private static void TakeIfKnown(double value, ref double destination) => destination = double.IsNaN(value) ? destination : value;

    private MultiLinearModel Expectations(int penalty)
    {
        MultiLinearModel known = _path.Model([.. Enumerable.Repeat(penalty, _path.TargetCount)]);
        var coefficients = new Matrix<double>(2 * Arms, _features.Columns);
        double[] intercepts = new double[2 * Arms];
        intercepts.AsSpan(0, Arms).Fill(_seen.MeanQuality);
        intercepts.AsSpan(Arms).Fill(_seen.MeanCost);
        for (int j = 0; j < _path.TargetCount; j++)
        {
            int target = j < _arms.Length ? _arms[j] : Arms + _arms[j - _arms.Length];
            intercepts[target] = known.Intercepts[j];
            known.Coefficients.Row(j).CopyTo(coefficients.Row(target));
        }

        return new MultiLinearModel(coefficients, intercepts);
    }

    private static Matrix<double> Average(Matrix<double>[] path, double[] weights)
    {
        var mean = new Matrix<double>(path[0].Rows, path[0].Columns);
        for (int p = 0; p < path.Length; p++)
        {
            for (int i = 0; i < mean.Values.Length; i++)
            {
                mean.Values[i] += weights[p] * path[p].Values[i];
            }
        }

        return mean;
    }
}
