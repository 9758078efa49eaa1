using OrleansRouter.Learning;
using OrleansRouter.Learning.Causal;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Pieces;

namespace OrleansRouter.Routing.MetaRouter;

/// <summary>The meta-router: preferences are corrected by an estimated shift, y + Δ̂(q'), and pooled with gold. One per effect learner.</summary>
/// <param name="learner">Estimates Δ.</param>
[Paper("Meta-Router", "meta-router, steps 1 and 2")]
public sealed class CorrectedEstimator(ICateLearner learner) : IGainEstimator
{
    /// <summary>The step from labels to corrected labels.</summary>
    public const string Step = "shifts";

    /// <inheritdoc/>
    public string Name => learner.Name;

    /// <inheritdoc/>
    public IReadOnlyList<FitLoop> Loops(MetaRouterOptions options, int rows) =>
    [
        new FitLoop(Step, 1, [GainProblem.NuisancesLoop(options, learner.Needs), .. learner.Loops(options.ToCateOptions(learner, goldShare: 1), rows)]),
        .. FinalRegression.Loops(options, rows, IsTuned(options)),
    ];

    /// <inheritdoc/>
    public GainFit Fit(GainProblem problem, ulong seed, FitContext context)
    {
        if (!problem.HasPreferences)
        {
            return new GainFit(FinalRegression.Fit(problem, problem.Labels.Outcomes, isGold => isGold, seed, context));
        }

        // Where the step was done elsewhere only its result is known, which is all that the gain needs.
        CateFit? shift = null;
        double[] corrected = context.RunOnce(Step, PieceFormats.Doubles, () =>
        {
            Nuisances nuisances = problem.Nuisances(learner.Needs, context.Part(0, 0.5));
            shift = learner.Fit(problem.Labels, problem.CateOptionsOf(learner), seed, context.Part(0.5, 0.8), nuisances);
            return problem.Corrected(shift.Model);
        });
        ulong finalSeed = Rng.Stream(seed, 3).NextUInt64();
        return new GainFit(FinalRegression.Fit(problem, corrected, _ => true, finalSeed, context.Part(0.8, 1), IsTuned(problem.Options)), shift);
    }

    private bool IsTuned(MetaRouterOptions options) => options.Tuned && learner.ChoosesEffect;
}
