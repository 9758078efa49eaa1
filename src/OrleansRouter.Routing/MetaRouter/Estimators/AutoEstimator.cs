using OrleansRouter.Learning;
using OrleansRouter.Learning.Causal;
using OrleansRouter.Learning.Linear;
using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Routing.MetaRouter;

/// <summary>
/// Chooses by itself how far to trust preferences. Two jointly fitted regressions give m̂ and Δ̂, shrunk as far as the gold labels support
/// (<see cref="JointRidge"/>); ℋ learns m̂ once more from gold and from preferences corrected by that Δ̂; the two are averaged.
/// </summary>
/// <remarks>The average is over a smooth and a rough function whose errors differ, so that it beats either where labels are few.</remarks>
public sealed class AutoEstimator : IGainEstimator
{
    /// <inheritdoc/>
    public string Name => "auto";

    /// <inheritdoc/>
    public GainFit Fit(GainProblem problem, ulong seed, FitContext context)
    {
        if (!problem.HasPreferences)
        {
            return new GainFit(GoldRegression.Fit(problem.Labels.Features, problem.Labels.Outcomes, problem.Options, seed, context));
        }

        JointRidgeModel joint = JointRidge.Fit(problem.Labels, new JointRidgeOptions(), context.Part(0, 0.3));
        double[] corrected = problem.Corrected(joint.Effect);
        GainModel rough = FinalRegression.Fit(problem, corrected, _ => true, Rng.Stream(seed, 3).NextUInt64(), context.Part(0.3, 1));
        return new GainFit(GainModel.Mean(GainModel.Of(new RidgeRegressor(), joint.Treated), rough));
    }
}
