using OrleansRouter.Learning;
using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Routing.MetaRouter;

/// <summary>m̂ = argmin Σ_G (r − h)² + w·Σ_P (y + Δ̂ − h)² + Λ(h): the regression that all estimators end with.</summary>
[Paper("Meta-Router", "eq. 6")]
internal static class FinalRegression
{
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
        return GainModel.Of(learner, learner.Fit(features, targets, weights, seed, context.Part(isTuned ? 0.8 : 0, 1)));
    }
}
