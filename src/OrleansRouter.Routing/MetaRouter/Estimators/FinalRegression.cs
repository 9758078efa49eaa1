using OrleansRouter.Learning;

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
    public static GainModel Fit(GainProblem problem, double[] outcomes, Func<bool, bool> isUsed, ulong seed, FitContext context)
    {
        bool[] isGold = problem.Labels.Treated;
        double weight = problem.Options.PreferenceWeight;
        bool isMixed = isUsed(true) && isUsed(false) && weight < 1;
        int[] rows = [.. Enumerable.Range(0, isGold.Length).Where(i => isUsed(isGold[i]) && (isGold[i] || weight > 0 || !isUsed(true)))];
        IRegressor learner = LearnerSets.Get(problem.Options.Learner).Gain;
        return GainModel.Of(learner, learner.Fit(
            problem.Labels.Features.SelectRows(rows),
            [.. rows.Select(i => outcomes[i])],
            isMixed ? [.. rows.Select(i => isGold[i] ? 1 : weight)] : null,
            seed,
            context));
    }
}
