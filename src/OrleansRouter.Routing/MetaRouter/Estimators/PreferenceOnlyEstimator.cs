using OrleansRouter.Learning;

namespace OrleansRouter.Routing.MetaRouter;

/// <summary>The comparator that ignores gold: η̂ in the place of m̂.</summary>
public sealed class PreferenceOnlyEstimator : IGainEstimator
{
    /// <inheritdoc/>
    public string Name => "preference-only";

    /// <inheritdoc/>
    public GainFit Fit(GainProblem problem, ulong seed, FitContext context) =>
        new(FinalRegression.Fit(problem, problem.Labels.Outcomes, isGold => !isGold || !problem.HasPreferences, seed, context));
}
