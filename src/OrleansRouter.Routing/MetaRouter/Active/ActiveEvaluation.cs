using OrleansRouter.Learning;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Routing.MetaRouter.Evaluation;

namespace OrleansRouter.Routing.MetaRouter.Active;

/// <summary>Learning curves: how a router improves as queries that have a preference get a gold label instead, batch by batch.</summary>
public static class ActiveEvaluation
{
    /// <summary>Runs all rounds. Equal inputs give equal numbers on any number of threads.</summary>
    /// <param name="labels">Queries with both labels.</param>
    /// <param name="options">Sizes, strategies, router, method.</param>
    /// <param name="context">Threads, progress and cancellation.</param>
    /// <exception cref="ArgumentException">An option is out of range, or the data have too few rows.</exception>
    public static ActiveReport Run(PairedLabels labels, ActiveEvaluationOptions options, FitContext context)
    {
        FitGuard.Validated(options);
        FitGuard.Validated(options.Active);
        FitGuard.Validated(options.Method);
        IGainEstimator estimator = GainEstimators.Get(options.Router);
        int strategies = options.Strategies.Count;
        double[][] areas = ParallelItems.Run(
            options.Rounds * strategies, context, (item, inner) => Curve(labels, options, estimator, options.Strategies[item % strategies], (ulong)(item / strategies), inner));
        return new ActiveReport
        {
            Source = labels.Source,
            IsSimulated = labels.IsSimulated,
            Rows = labels.Gold.Length,
            Options = options,
            GoldSizes = [.. Sizes(options)],
            Curves = options.Strategies.Select((strategy, s) => (strategy, Rounds: areas.Where((_, item) => item % strategies == s).ToArray()))
                .ToDictionary(x => x.strategy, x => new ActiveCurve(x.Rounds)),
        };
    }

    /// <summary>Numbers of gold labels at which a router is learned: the start, and after every batch.</summary>
    private static IEnumerable<int> Sizes(ActiveEvaluationOptions options)
    {
        int last = options.StartSize + options.Budget;
        for (int size = options.StartSize; size < last; size += options.Active.Batch)
        {
            yield return size;
        }

        yield return last;
    }

    /// <summary>The area after the start and after every batch of one round. All strategies start from the same labels and are tested on the same queries.</summary>
    private static double[] Curve(
        PairedLabels labels, ActiveEvaluationOptions options, IGainEstimator estimator, LabelStrategy strategy, ulong round, FitContext context)
    {
        var rng = Rng.Stream(options.Seed, round);
        var split = MonteCarloSplit.Draw(
            labels,
            new MetaRouterEvaluationOptions { GoldSize = options.StartSize, TestSize = options.TestSize, PreferenceSize = options.PreferenceSize, KeepSources = options.KeepSources },
            rng);
        ulong seed = rng.NextUInt64();
        List<double> areas = [];
        foreach (int size in Sizes(options))
        {
            int missing = size - split.Gold.Length;
            if (missing >= split.Preference.Length)
            {
                throw new ArgumentException($"{labels.Source}: {split.Preference.Length} preferences are left where {missing} are to get a gold label; some must stay.");
            }

            if (missing > 0)
            {
                // MonteCarloSplit leaves the preferences in random order, so that the first are a random choice.
                int[] bought = strategy == LabelStrategy.Random ? split.Preference[..missing] : Propose(labels, split, options, estimator, missing, seed + (ulong)size, context);
                split = split with { Gold = [.. split.Gold, .. bought], Preference = [.. split.Preference.Except(bought)] };
            }

            areas.Add(Area(labels, split, estimator.Fit(GainProblem.Of(MonteCarloRound.Show(labels, split), options.Method, seed), seed, context).Model));
        }

        return [.. areas];
    }

    private static int[] Propose(
        PairedLabels labels, MonteCarloSplit split, ActiveEvaluationOptions options, IGainEstimator estimator, int count, ulong seed, FitContext context)
    {
        var problem = GainProblem.Of(MonteCarloRound.Show(labels, split), options.Method, seed);
        LabelProposal[] proposals = LabelProposals.Propose(
            problem, estimator, labels.Features.SelectRows(split.Preference), options.Active with { Batch = count }, seed, context);
        return [.. proposals.Select(proposal => split.Preference[proposal.Row])];
    }

    private static double Area(PairedLabels labels, MonteCarloSplit split, IRegressionModel model)
    {
        double[] gains = [.. split.Test.Select(i => labels.Gold[i])], predictions = new double[gains.Length];
        model.Predict(labels.Features.SelectRows(split.Test), predictions);
        return EfficiencyGain.AreaOf(predictions, gains);
    }
}
