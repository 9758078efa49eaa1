using OrleansRouter.Learning;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Routing.MetaRouter.Evaluation;

namespace OrleansRouter.Routing.MetaRouter.Active;

/// <summary>
/// How uncertain m̂ is, whatever estimates it: its values when learned from random halves of the gold and of the preference rows, drawn without
/// replacement. Deleting half leaves the deviation of a half-sample estimate the same variance as that of the whole from the truth.
/// </summary>
/// <remarks>Every step is repeated on every half, nuisances and Δ̂ included, so their errors count; no row comes twice, so cross-fitting stays honest.</remarks>
[Paper("Shao, Wu 1989", "delete-d jackknife with d = n/2")]
public static class HalfSampling
{
    /// <summary>Learns m̂ from random halves.</summary>
    /// <param name="problem">What m̂ is learned from.</param>
    /// <param name="estimator">How.</param>
    /// <param name="candidates">Features of the queries in question.</param>
    /// <param name="replicates">Number of halves, at least 2.</param>
    /// <param name="seed">Seed of the halves and of the learners.</param>
    /// <param name="context">Threads, progress and cancellation.</param>
    /// <exception cref="ArgumentException">A half has fewer gold rows than there are folds.</exception>
    public static HalfSamples Draw(GainProblem problem, IGainEstimator estimator, Matrix<float> candidates, int replicates, ulong seed, FitContext context)
    {
        int[] gold = problem.Labels.RowsWhere(true), preference = problem.Labels.RowsWhere(false);
        if (gold.Length / 2 < problem.Options.Folds)
        {
            throw new ArgumentException($"Half of {gold.Length} gold labels are fewer than {problem.Options.Folds} folds. Give at least {2 * problem.Options.Folds} gold labels, or use fewer folds.");
        }

        var predictions = new Matrix<double>(replicates, candidates.Rows);
        double[] errors = ParallelItems.Run(replicates, context, (replicate, inner) =>
        {
            var rng = Rng.Stream(seed, (ulong)replicate);
            int[] order = [.. rng.Permutation(gold.Length).Select(i => gold[i])];
            GainProblem half = problem.Select([.. order[..(gold.Length / 2)].Order(), .. Half(preference, rng)]);
            GainModel model = estimator.Fit(half, rng.NextUInt64(), inner).Model;
            model.Predict(candidates, predictions.Row(replicate));
            return MeanSquaredError(model, problem, order[(gold.Length / 2)..]);
        });
        return new HalfSamples(predictions, errors.Average());
    }

    private static int[] Half(int[] rows, Rng rng) => [.. rng.Permutation(rows.Length).Take(rows.Length / 2).Select(i => rows[i]).Order()];

    private static double MeanSquaredError(GainModel model, GainProblem problem, int[] rows) => rows.Average(row =>
    {
        double error = problem.Labels.Outcomes[row] - model.Predict(problem.Labels.Features.Row(row));
        return error * error;
    });
}

/// <summary>m̂ learned from random halves of the labels, in units of the problem's labels.</summary>
/// <param name="Predictions">Per half its m̂ at every candidate.</param>
/// <param name="LabelVariance">Mean squared difference of a gold label from the m̂ of halves that did not hold it.</param>
public sealed record HalfSamples(Matrix<double> Predictions, double LabelVariance);
