using OrleansRouter.Learning;

namespace OrleansRouter.Routing.MetaRouter;

/// <summary>The comparator that ignores preferences: m̂ from the gold rows alone.</summary>
public sealed class GoldOnlyEstimator : IGainEstimator
{
    /// <inheritdoc/>
    public string Name => "gold-only";

    /// <inheritdoc/>
    public GainFit Fit(GainProblem problem, ulong seed, FitContext context) =>
        new(FinalRegression.Fit(problem, problem.Labels.Outcomes, isGold => isGold, seed, context));
}
