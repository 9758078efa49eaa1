using OrleansRouter.Learning;

namespace OrleansRouter.Routing.MetaRouter;

/// <summary>The comparator that does not tell gold from preferences: one regression on all rows.</summary>
public sealed class PooledEstimator : IGainEstimator
{
    /// <inheritdoc/>
    public string Name => "pooled";

    /// <inheritdoc/>
    public GainFit Fit(GainProblem problem, ulong seed, FitContext context) =>
        new(FinalRegression.Fit(problem, problem.Labels.Outcomes, _ => true, seed, context));
}
