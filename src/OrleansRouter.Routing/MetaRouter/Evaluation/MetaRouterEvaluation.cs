using OrleansRouter.Learning;

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
        Require(options);
        return Merge(labels, options, ParallelItems.Run(options.Rounds, context, (round, inner) => MonteCarloRound.Run(labels, options, round, inner)));
    }

    /// <summary>Checks everything that needs no data.</summary>
    /// <exception cref="ArgumentException">An option is out of range, or a router or learner does not exist.</exception>
    internal static void Require(MetaRouterEvaluationOptions options)
    {
        FitGuard.Validated(options);
        FitGuard.Validated(options.Method);
        FitGuard.Validated(options.Method.Truncation);
        _ = LearnerSets.Get(options.Method.Learner);
        foreach (string router in options.Routers)
        {
            _ = MonteCarloRound.EstimatorOf(router);
        }
    }

    /// <summary>What all rounds say together, in their order.</summary>
    internal static MetaRouterReport Merge(PairedLabels labels, MetaRouterEvaluationOptions options, IReadOnlyList<MonteCarloRound> rounds)
    {
        double[] usageRatios = options.UsageRatios();
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
            Shifts = rounds[0].Shifts.Keys.ToDictionary(name => name, name => ShiftCounts.Mean([.. rounds.Select(r => r.Shifts[name])])),
        };
    }
}
