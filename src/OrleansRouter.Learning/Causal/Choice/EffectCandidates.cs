using OrleansRouter.Learning.Linear;
using OrleansRouter.Learning.Pieces;

namespace OrleansRouter.Learning.Causal;

/// <summary>One way of estimating Δ from some rows.</summary>
internal delegate LinearEffect EffectCandidate(EffectRegression rows, ulong seed, FitContext context);

/// <summary>What the last stage of the R- and DR-learner can choose from, from simple to free.</summary>
internal static class EffectCandidates
{
    /// <summary>One shift for all rows: the weighted mean of the targets.</summary>
    public static EffectCandidate Constant { get; } = (rows, _, _) =>
    {
        double sum = 0, total = 0;
        for (int i = 0; i < rows.Targets.Length; i++)
        {
            double weight = rows.Weights?[i] ?? 1;
            total += weight;
            sum += weight * rows.Targets[i];
        }

        return LinearEffect.Constant(rows.Data.Features.Columns, sum / total);
    };

    /// <summary>A smooth shift that borrows from the other source, see <see cref="JointRidge"/>. It looks at the outcomes, not at the targets.</summary>
    public static EffectCandidate Joint { get; } = (rows, _, context) =>
        LinearEffect.Of(FittedRegression.Of(new RidgeRegressor(), JointRidge.Fit(rows.Data, new JointRidgeOptions(), context).Effect));

    /// <summary>The regression of the targets by <paramref name="learner"/>: the published last stage.</summary>
    public static EffectCandidate Regression(IRegressor learner) => (rows, seed, context) => LinearEffect.Of(FittedRegression.Of(
        learner, learner.FitPieces(EffectChoice.RegressionLoop, rows.Data.Features, rows.Targets, rows.Weights, seed, context)));

    /// <summary>All of them, from simple to free.</summary>
    public static EffectCandidate[] All(IRegressor learner) => [Constant, Joint, Regression(learner)];
}
