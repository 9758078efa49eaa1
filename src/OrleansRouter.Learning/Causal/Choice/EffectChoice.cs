using OrleansRouter.Learning.Numerics;

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
    /// <summary>The 95 % quantile of the standard normal; that of the best of three candidates is exceeded by chance about one time in ten.</summary>
    private const double Significant = 1.6449;

    /// <summary>Whether there are two folds with rows of both sources.</summary>
    public static bool IsPossible(EffectRegression regression) => RarerRows(regression) >= 2;

    /// <summary>Chooses and fits.</summary>
    /// <param name="regression">The last regression, in which a choice is possible.</param>
    /// <param name="learner">The learner whose regression is the freest candidate.</param>
    /// <param name="folds">Folds, at least 2; fewer where a source has fewer rows.</param>
    /// <param name="seed">Seed of the folds and of the learner.</param>
    /// <param name="context">Threads and cancellation.</param>
    public static LinearEffect Fit(EffectRegression regression, IRegressor learner, int folds, ulong seed, FitContext context)
    {
        folds = Math.Min(folds, RarerRows(regression));
        int[] assigned = StratifiedFolds.Assign(regression.Data.Treated, folds, Rng.Stream(seed, 1).NextUInt64());
        EffectCandidate[] candidates = [EffectCandidates.Constant, EffectCandidates.Joint, EffectCandidates.Regression(learner)];
        EffectCalibration[] calibrations = [.. candidates.Select(candidate => EffectCalibration.Of(
            regression.Targets,
            regression.Weights,
            OutOfFold.Predict(regression.Data.Features, assigned, (train, inner) => candidate(regression.Select(train), seed, inner), context)))];
        int best = Enumerable.Range(0, candidates.Length).MaxBy(i => calibrations[i].Reduction);
        return calibrations[best].TStatistic > Significant
            ? candidates[best](regression, seed, context).Scale(calibrations[best].Slope)
            : LinearEffect.Constant(regression.Data.Features.Columns, 0);
    }

    /// <summary>Rows of the source that has fewer.</summary>
    private static int RarerRows(EffectRegression regression)
    {
        int treated = regression.Data.Treated.Count(t => t);
        return Math.Min(treated, regression.Data.Count - treated);
    }
}
