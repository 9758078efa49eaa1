using OrleansRouter.Learning;
using OrleansRouter.Learning.Causal;

namespace OrleansRouter.Routing.MetaRouter.Evaluation;

/// <summary>
/// The paper's Monte-Carlo comparison: in every round the queries are divided at random into test queries, gold labels and preferences, every router
/// learns from what it may see, and routes the test queries at every usage ratio of the primary model.
/// </summary>
/// <remarks>Rounds run in parallel, their learners on one thread each.</remarks>
[Paper("Meta-Router", "section 4, protocol")]
public static class MetaRouterEvaluation
{
    /// <summary>Runs the comparison. Equal inputs give equal numbers on any number of threads.</summary>
    /// <param name="labels">Queries with both labels.</param>
    /// <param name="options">Sizes, rounds, routers, method.</param>
    /// <param name="context">Threads, progress and cancellation.</param>
    /// <exception cref="ArgumentException">An option is out of range, or the data have too few rows for a round.</exception>
    public static MetaRouterReport Run(PairedLabels labels, MetaRouterEvaluationOptions options, FitContext context)
    {
        FitGuard.Validated(options);
        FitGuard.Validated(options.Method);
        double[] usageRatios = [.. Enumerable.Range(0, options.Points).Select(p => (double)p / (options.Points - 1))];
        MonteCarloRound[] rounds = ParallelItems.Run(options.Rounds, context, (round, inner) => MonteCarloRound.Run(labels, options, usageRatios, round, inner));
        double[][] random = [.. rounds.Select(r => r.Efficiencies[MonteCarloRound.Random])];
        return new MetaRouterReport
        {
            Source = labels.Source,
            IsSimulated = labels.IsSimulated,
            Rows = labels.Gold.Length,
            Options = options,
            Factor = rounds.Average(r => r.Factor),
            UsageRatios = usageRatios,
            Routers = rounds[0].Efficiencies.Keys.ToDictionary(
                name => name, name => EfficiencyGain.Of([.. rounds.Select(r => r.Efficiencies[name])], random, usageRatios, options.TestSize)),
            Overlap = OverlapReport.Mean([.. rounds.Select(r => r.Overlap)]),
            Shifts = rounds[0].Shifts.Keys.ToDictionary(name => name, name => MeanCounts([.. rounds.Select(r => r.Shifts[name])])),
        };
    }

    private static ShiftCounts MeanCounts(CateFit[] fits) => new(
        fits.Average(f => f.Rows), fits.Average(f => f.ClippedPropensities), fits.Average(f => f.DroppedRows), fits.Average(f => f.BoundedEffects));
}
