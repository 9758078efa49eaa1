using OrleansRouter.Learning;
using OrleansRouter.Learning.Statistics;
using OrleansRouter.Routing.Evaluation;

namespace OrleansRouter.Routing.MetaRouter.Evaluation.Pool;

/// <summary>
/// The Monte-Carlo comparison over a pool of any number of models: in every round the queries are divided at random into test queries, queries that gold
/// judged and queries that the cheap judge judged; every router learns additive scores from them, and chooses for the test queries at every cost weight.
/// </summary>
/// <remarks>Rounds run in parallel, their learners on one thread each.</remarks>
public static class PoolEvaluation
{
    /// <summary>Runs the comparison. Equal inputs give equal numbers on any number of threads.</summary>
    /// <param name="labels">Queries with both labels.</param>
    /// <param name="options">Sizes, rounds, routers, cost weights, method.</param>
    /// <param name="context">Threads, progress and cancellation.</param>
    /// <exception cref="ArgumentException">An option is out of range, or the data have too few rows for a round.</exception>
    public static PoolReport Run(PoolLabels labels, PoolEvaluationOptions options, FitContext context)
    {
        FitGuard.Validated(options);
        FitGuard.Validated(options.Method);
        Preference[] preferences = options.Preferences();
        Dictionary<string, RowOutcome[]>[] rounds =
            ParallelItems.Run(options.Rounds, context, (round, inner) => PoolRound.Run(labels, options, preferences, round, inner));
        return new PoolReport
        {
            Source = labels.Gold.Source,
            IsSimulated = labels.Gold.IsSimulated,
            Rows = labels.Gold.Queries.Count,
            Models = labels.Gold.Models,
            CostCapUsd = labels.CostCapUsd,
            Options = options,
            Routers = rounds[0].Keys.ToDictionary(name => name, name => Points(name, rounds, preferences)),
        };
    }

    private static IReadOnlyList<PoolPoint> Points(string router, Dictionary<string, RowOutcome[]>[] rounds, Preference[] preferences) =>
    [
        .. preferences.Select((preference, w) =>
        {
            double[] utilities = [.. rounds.Select(round => round[router][w].Utility(preference))];
            double[] advantages = [.. rounds.Select((round, r) => utilities[r] - round[PoolRound.BestFixed][w].Utility(preference))];
            return new PoolPoint(
                preference.CostWeight,
                rounds.Average(round => round[router][w].Score),
                rounds.Average(round => round[router][w].CostUsd),
                utilities.Average(),
                Moments.Of(utilities).StandardError,
                advantages.Average(),
                Moments.Of(advantages).StandardError);
        }),
    ];
}
