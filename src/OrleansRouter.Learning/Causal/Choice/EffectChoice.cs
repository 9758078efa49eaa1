using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Pieces;

namespace OrleansRouter.Learning.Causal;

/// <summary>
/// Chooses how free Δ̂ may be by the cross-validated loss Σ wᵢ(zᵢ − h(sᵢ))² of the last stage: one shift for all rows, a smooth one, or the learner's
/// own regression. The winner is shrunk by the slope of its calibration, and where its predictions for unseen rows have nothing significant to do with
/// their targets there is no shift at all.
/// </summary>
/// <remarks>
/// With the R-learner's targets and weights this is the R-loss, which estimates the squared error of h up to a constant that is the same for all. The
/// nuisances are those of the whole data, as in Nie and Wager's own procedure; only h is fitted anew in every fold.
/// </remarks>
[Paper("Nie, Wager 2021", "R-loss, cross-validated")]
internal static class EffectChoice
{
    /// <summary>The loop over candidates and folds.</summary>
    private const string CandidatesLoop = "shift-candidates";

    /// <summary>The loop over the parts of the learner's regression on all rows.</summary>
    public const string RegressionLoop = "shift-regressions";

    /// <summary>The 95 % quantile of the standard normal; that of the best of three candidates is exceeded by chance about one time in ten.</summary>
    private const double Significant = 1.6449;

    /// <summary>Whether there are two folds with rows of both sources.</summary>
    public static bool IsPossible(EffectRegression regression) => RarerRows(regression) >= 2;

    /// <summary>The loops of the last stage, with or without a choice.</summary>
    public static IReadOnlyList<FitLoop> Loops(CateOptions options, int rows) =>
    [
        .. options.ChooseEffect ? [new FitLoop(CandidatesLoop, EffectCandidates.All(options.Effect).Length * FoldsOf(options))] : Array.Empty<FitLoop>(),
        new FitLoop(RegressionLoop, options.Effect.PiecesOf(rows)),
    ];

    /// <summary>Chooses and fits.</summary>
    /// <param name="regression">The last regression, in which a choice is possible.</param>
    /// <param name="options">The learner whose regression is the freest candidate, and folds, of which there are fewer where a source has fewer rows.</param>
    /// <param name="seed">Seed of the folds and of the learner.</param>
    /// <param name="context">Threads and cancellation.</param>
    public static LinearEffect Fit(EffectRegression regression, CateOptions options, ulong seed, FitContext context)
    {
        int folds = Math.Min(FoldsOf(options), RarerRows(regression));
        int[] assigned = StratifiedFolds.Assign(regression.Data.Treated, folds, Rng.Stream(seed, 1).NextUInt64());
        EffectCandidate[] candidates = EffectCandidates.All(options.Effect);
        double[][] predictions = OutOfFold.Predict(
            regression.Data.Features, assigned, [.. candidates.Select<EffectCandidate, FitRows>(fit => (train, inner) => fit(regression.Select(train), seed, inner))], CandidatesLoop, context);
        EffectCalibration[] calibrations = [.. predictions.Select(each => EffectCalibration.Of(regression.Targets, regression.Weights, each))];
        int best = Enumerable.Range(0, candidates.Length).MaxBy(i => calibrations[i].Reduction);
        return calibrations[best].TStatistic > Significant
            ? candidates[best](regression, seed, context).Scale(calibrations[best].Slope)
            : LinearEffect.Constant(regression.Data.Features.Columns, 0);
    }

    private static int FoldsOf(CateOptions options) => Math.Max(2, options.Folds);

    /// <summary>Rows of the source that has fewer.</summary>
    private static int RarerRows(EffectRegression regression)
    {
        int treated = regression.Data.Treated.Count(t => t);
        return Math.Min(treated, regression.Data.Count - treated);
    }
}
