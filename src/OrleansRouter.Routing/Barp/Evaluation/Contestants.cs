using OrleansRouter.Learning;
using OrleansRouter.Learning.Bandits;
using OrleansRouter.Routing.Barp.Bandit;
using OrleansRouter.Routing.Barp.Baselines;
using OrleansRouter.Routing.Data;
using OrleansRouter.Routing.Families;
using OrleansRouter.Routing.Families.Barp;
using OrleansRouter.Routing.Families.RouterDc;

namespace OrleansRouter.Routing.Barp.Evaluation;

/// <summary>Trains everything that is compared on one split.</summary>
/// <param name="Table">The whole table, for the oracle.</param>
/// <param name="Train">What is trained on.</param>
/// <param name="Options">Of the comparison.</param>
/// <param name="Seed">Of every training.</param>
/// <param name="Context">Threads and cancellation.</param>
internal sealed record Contestants(ScoreTable Table, TrainingSet Train, BarpEvaluationOptions Options, ulong Seed, FitContext Context)
{
    /// <summary>Name of the policy that is compared with the others.</summary>
    public const string Reinforce = "reinforce";

    private static readonly (string Name, IBanditPolicy Rule)[] Bandits =
        [("lin-ucb", new LinUcb()), ("lin-ts", new LinearThompsonSampling()), ("epsilon-greedy", new EpsilonGreedy())];

    private ModelMeans? _means;

    private int Models => Train.Models.Count;

    /// <summary>All of them, BaRP first.</summary>
    public IEnumerable<Func<Contestant>> All() =>
    [
        () => Barp(),
        .. Bandits.Select(bandit => (Func<Contestant>)(() => Linear(bandit.Name, bandit.Rule))),
        .. Options.FullInformation.Select(name => (Func<Contestant>)(() => Family(name))),
        () => Fixed("smallest", _ => ByCost(-1)),
        () => Fixed("largest", _ => ByCost(1)),
        () => Fixed("best-fixed", MeanRewards),
        () => new Contestant("oracle", Oracle),
    ];

    private Contestant Barp()
    {
        IRouter router = BarpFamily.Train(Train, Options.Policy with { Sample = false }, Seed, Context, out _);
        return Routed(Reinforce, router);
    }

    private Contestant Family(string name)
    {
        IRouterFamily family = RouterFamilies.Registry.Get(name);
        return family is RouterDcFamily dc ? TiedToItsPreference(dc) : Routed(name, family.Train(Train, family.DefaultOptions, Seed, Context));
    }

    /// <summary>RouterDC routes for the trade-off of its training alone, so that every preference gets a router of its own.</summary>
    private Contestant TiedToItsPreference(RouterDcFamily family)
    {
        var routers = new Dictionary<double, Contestant>();
        return new Contestant(family.Name, (row, embedding, weights, scores) =>
        {
            if (!routers.TryGetValue(weights.Cost, out Contestant? router))
            {
                router = Routed(family.Name, family.Train(Train, new RouterDcOptions { CostWeight = weights.Cost }, Seed, Context));
                routers.Add(weights.Cost, router);
            }

            router.Score(row, embedding, weights, scores);
        });
    }

    private Contestant Routed(string name, IRouter router)
    {
        var scores = new CandidateScore[Models];
        return new Contestant(name, (_, embedding, weights, destination) =>
        {
            router.Score(embedding, weights.ToPreference(), scores);
            for (int k = 0; k < scores.Length; k++)
            {
                destination[k] = scores[k].Utility;
            }
        });
    }

    private Contestant Linear(string name, IBanditPolicy rule)
    {
        var environment = new BanditEnvironment(new TrainingSetOutcomes(Train));
        var policy = LinearBanditPolicy.Train(rule, Train.Features, environment, Options.BanditEpochs, Options.Policy.PreferenceWidth, Seed, Context);
        return new Contestant(name, (_, embedding, weights, scores) => policy.Score(embedding, weights, scores));
    }

    private static Contestant Fixed(string name, Func<SimplexWeights, double[]> value) =>
        new(name, (_, _, weights, scores) => value(weights).CopyTo(scores));

    private double[] ByCost(double sign) => [.. Means().CostUsd.Select(cost => sign * cost)];

    private double[] MeanRewards(SimplexWeights weights)
    {
        ModelMeans means = Means();
        return [.. means.Quality.Zip(means.NormalisedCost, weights.Reward)];
    }

    private ModelMeans Means() => _means ??= ModelMeans.Of(Train);

    private void Oracle(int row, ReadOnlySpan<float> embedding, SimplexWeights weights, Span<double> scores)
    {
        for (int k = 0; k < scores.Length; k++)
        {
            scores[k] = weights.Reward(Table.Scores[row, k], Train.NormaliseCost(Table.CostsUsd[row, k]));
        }
    }
}
