using OrleansRouter.Learning;
using OrleansRouter.Learning.Causal;
using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Routing.MetaRouter;

/// <summary>The meta-router: preferences are corrected by an estimated shift, y + Δ̂(q'), and pooled with gold. One per effect learner.</summary>
/// <param name="learner">Estimates Δ.</param>
[Paper("Meta-Router", "meta-router, steps 1 and 2")]
public sealed class CorrectedEstimator(ICateLearner learner) : IGainEstimator
{
    /// <inheritdoc/>
    public string Name => learner.Name;

    /// <inheritdoc/>
    public NuisanceKinds Needs => learner.Needs;

    /// <inheritdoc/>
    public GainFit Fit(GainProblem problem, ulong seed, FitContext context)
    {
        bool isTuned = problem.Options.Tuned && learner.ChoosesEffect;
        if (!problem.HasPreferences)
        {
            return new GainFit(FinalRegression.Fit(problem, problem.Labels.Outcomes, isGold => isGold, seed, context));
        }

        Nuisances nuisances = problem.Nuisances(learner.Needs, context.Part(0, 0.5));
        CateFit shift = learner.Fit(problem.Labels, problem.CateOptionsOf(learner), seed, context.Part(0.5, 0.8), nuisances);
        ulong finalSeed = Rng.Stream(seed, 3).NextUInt64();
        return new GainFit(FinalRegression.Fit(problem, problem.Corrected(shift.Model), _ => true, finalSeed, context.Part(0.8, 1), isTuned), shift);
    }
}
