using OrleansRouter.Learning;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Pieces;

namespace OrleansRouter.Routing.MetaRouter;

/// <summary>m̂ = argmin Σ_G (r − h)² + w·Σ_P (y + Δ̂ − h)² + Λ(h): the regression that all estimators end with.</summary>
[Paper("Meta-Router", "eq. 6")]
internal static class FinalRegression
{
    /// <summary>The loop over the parts of the regression.</summary>
    public const string Loop = "gain-regressions";

    /// <summary>The loops of <see cref="Fit"/>.</summary>
    /// <param name="options">The learner.</param>
    /// <param name="rows">At most how many rows there are.</param>
    /// <param name="isTuned">Whether the strength of Λ is chosen.</param>
    public static IReadOnlyList<FitLoop> Loops(MetaRouterOptions options, int rows, bool isTuned = false)
    {
        IReadOnlyList<IRegressor> learners = LearnerSets.GainsOf(options.Learner);
        return [.. isTuned ? GainLearnerChoice.Loops(learners) : [], new FitLoop(Loop, learners.Max(learner => learner.PiecesOf(rows)))];
    }

    /// <summary>Fits it.</summary>
    /// <param name="problem">Features, sources, learner and the weight of preferences.</param>
    /// <param name="outcomes">c·r or y + Δ̂ per row.</param>
    /// <param name="isUsed">By source (true for gold) whether its rows take part.</param>
    /// <param name="seed">Seed of the learner.</param>
    /// <param name="context">Threads, progress and cancellation.</param>
    /// <param name="isTuned">Whether the strength of Λ is chosen, see <see cref="GainLearnerChoice"/>.</param>
    public static GainModel Fit(GainProblem problem, double[] outcomes, Func<bool, bool> isUsed, ulong seed, FitContext context, bool isTuned = false)
    {
        bool[] isGold = problem.Labels.Treated;
        double weight = problem.Options.PreferenceWeight;
        bool isMixed = isUsed(true) && isUsed(false) && weight < 1;
        int[] rows = [.. Enumerable.Range(0, isGold.Length).Where(i => isUsed(isGold[i]) && (isGold[i] || weight > 0 || !isUsed(true)))];
        Matrix<float> features = problem.Labels.Features.SelectRows(rows);
        double[] targets = [.. rows.Select(i => outcomes[i])];
        double[]? weights = isMixed ? [.. rows.Select(i => isGold[i] ? 1 : weight)] : null;
        IRegressor learner = isTuned
            ? GainLearnerChoice.Of(LearnerSets.GainsOf(problem.Options.Learner), features, targets, weights, [.. rows.Select(i => isGold[i])], seed, context.Part(0, 0.8))
            : LearnerSets.Get(problem.Options.Learner).Gain;
        return GainModel.Of(learner, learner.FitPieces(Loop, features, targets, weights, seed, context.Part(isTuned ? 0.8 : 0, 1)));
    }
}
