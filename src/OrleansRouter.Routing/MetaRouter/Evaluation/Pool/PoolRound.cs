using OrleansRouter.Learning;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Routing.Evaluation;
using OrleansRouter.Routing.Families;
using OrleansRouter.Routing.Families.MetaRouter;

namespace OrleansRouter.Routing.MetaRouter.Evaluation.Pool;

/// <summary>One round of the comparison over a pool.</summary>
internal static class PoolRound
{
    public const string BestFixed = "best-fixed";
    private const string Oracle = "oracle", GoldEverywhere = "gold-everywhere";

    /// <summary>Runs round <paramref name="round"/>: per router what it earned on average over the test queries, at every cost weight.</summary>
    public static Dictionary<string, RowOutcome[]> Run(PoolLabels labels, PoolEvaluationOptions options, Preference[] preferences, int round, FitContext context)
    {
        var rng = Rng.Stream(options.Seed, (ulong)round);
        var split = MonteCarloSplit.Draw(
            labels.Gold.Source, labels.Gold.Queries.Count, null, (options.TestSize, options.GoldSize, options.PreferenceSize), rng);
        ulong seed = rng.NextUInt64();
        TrainingSet shown = labels.Show(split.Gold, split.Preference);
        var family = new MetaRouterFamily();
        Dictionary<string, RowOutcome[]> earned = [];
        foreach (string name in options.Routers)
        {
            earned[name] = Route(family.Train(shown, options.Method with { Estimator = name }, seed, context));
        }

        earned[GoldEverywhere] = Route(family.Train(labels.Show([.. split.Gold, .. split.Preference], []), options.Method, seed, context));
        foreach (string name in new[] { BestFixed, "cheapest", "random" })
        {
            IRouterFamily baseline = RouterFamilies.Registry.Get(name);
            earned[name] = Route(baseline.Train(shown, baseline.DefaultOptions, seed, context));
        }

        earned[Oracle] = Mean((preference, i) => RowOutcome.Oracle(preference, labels.Gold, i, labels.CostCapUsd));
        return earned;

        RowOutcome[] Route(IRouter router) =>
            Mean((preference, i) => RowOutcome.Expected(router, labels.Features.Row(i), preference, labels.Gold, i, labels.CostCapUsd));

        RowOutcome[] Mean(Func<Preference, int, RowOutcome> outcome) => [.. preferences.Select(preference =>
        {
            RowOutcome[] outcomes = [.. split.Test.Select(i => outcome(preference, i))];
            return new RowOutcome(outcomes.Average(o => o.Score), outcomes.Average(o => o.CostUsd), outcomes.Average(o => o.NormalisedCost));
        })];
    }
}
