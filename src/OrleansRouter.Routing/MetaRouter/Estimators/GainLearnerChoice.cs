using OrleansRouter.Learning;
using OrleansRouter.Learning.Causal;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Pieces;

namespace OrleansRouter.Routing.MetaRouter;

/// <summary>
/// Chooses Λ of eq. 6: among regressions from rough to smooth the one with the least cross-validated squared error over gold and corrected preferences. With a
/// noisy cheap judge fully grown trees learn much of the noise of single verdicts.
/// </summary>
[Paper("Stone 1974", "cross-validatory choice")]
internal static class GainLearnerChoice
{
    private const int Folds = 5;
    private const string Loop = "gain-candidates";

    /// <summary>The loop over candidates and folds; none where there is nothing to choose from.</summary>
    public static IReadOnlyList<FitLoop> Loops(IReadOnlyList<IRegressor> learners) => learners.Count == 1 ? [] : [new FitLoop(Loop, learners.Count * Folds)];

    /// <summary>The regression with the least error; the first of equals, and the first of all where a source has fewer rows than there are folds.</summary>
    /// <param name="learners">The candidates, at least one.</param>
    /// <param name="features">n rows.</param>
    /// <param name="gains">c·r or y + Δ̂ per row.</param>
    /// <param name="weights">Per row, or null for all ones.</param>
    /// <param name="isGold">t per row; every fold gets its share of gold.</param>
    /// <param name="seed">Seed of the folds and of the learners.</param>
    /// <param name="context">Threads and cancellation.</param>
    public static IRegressor Of(
        IReadOnlyList<IRegressor> learners, Matrix<float> features, double[] gains, double[]? weights, bool[] isGold, ulong seed, FitContext context)
    {
        int gold = isGold.Count(t => t);
        if (learners.Count == 1 || Math.Min(gold, isGold.Length - gold) < Folds)
        {
            return learners[0];
        }

        int[] folds = StratifiedFolds.Assign(isGold, Folds, seed);
        double[][] predictions = OutOfFold.Predict(features, folds, [.. learners.Select<IRegressor, FitRows>(Fitting)], Loop, context);
        double[] errors = [.. predictions.Select(each => each.Select((m, i) => (weights?[i] ?? 1) * (gains[i] - m) * (gains[i] - m)).Sum())];
        return learners[Array.IndexOf(errors, errors.Min())];

        FitRows Fitting(IRegressor learner) => (rows, inner) => learner.Fit(
            features.SelectRows(rows), [.. rows.Select(i => gains[i])], weights is null ? null : [.. rows.Select(i => weights[i])], seed, inner);
    }
}
