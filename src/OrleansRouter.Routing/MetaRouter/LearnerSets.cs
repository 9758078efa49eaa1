using OrleansRouter.Learning;
using OrleansRouter.Learning.Boosting;
using OrleansRouter.Learning.Causal;
using OrleansRouter.Learning.Linear;
using OrleansRouter.Learning.Networks.Mlp;
using OrleansRouter.Learning.Trees;

namespace OrleansRouter.Routing.MetaRouter;

/// <summary>ℋ: one kind of learner for every regression of a meta-router.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Outcome">Of γ, μ₀ and μ₁.</param>
/// <param name="Propensity">Of p.</param>
/// <param name="Effect">Of Δ.</param>
/// <param name="Gain">Of m.</param>
public sealed record LearnerSet(string Name, IRegressor Outcome, IClassifier Propensity, IRegressor Effect, IRegressor Gain);

/// <summary>The kinds of learners, with the settings of Meta-Router's published code where it has them.</summary>
public static class LearnerSets
{
    /// <summary>The published kind.</summary>
    public const string Default = "forest";

    /// <summary>Smallest leaf of the nuisances, in rows, where leaves are wide. Wide leaves smooth what the final regression need not.</summary>
    private const int WideNuisanceLeaf = 5;

    /// <summary>Smallest leaves of the smoother regressions of m, in rows.</summary>
    private static readonly int[] SmootherLeaves = [5, 20, 50];

    private static readonly BoostingOptions Boosting = new()
    {
        // The paper names no settings; small steps and shallow trees keep 100 trees from fitting the noise of single labels.
        LearningRate = 0.1,
        MaxDepth = 3,
        RowShare = 0.8,
        FeatureShare = 0.8,
    };

    /// <summary>The names.</summary>
    public static IReadOnlyList<string> Names { get; } = [Default, "boosting", "ridge", "mlp"];

    /// <summary>The set called <paramref name="name"/>.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="effectLeaf">Smallest leaf of the trees of Δ, in rows; null for the published leaves of all trees.</param>
    /// <exception cref="ArgumentException">There is none; the message lists those that exist.</exception>
    public static LearnerSet Get(string name, int? effectLeaf = null) => name switch
    {
        Default => effectLeaf is { } leaf ? WideForest(leaf) : PublishedForest(),
        "boosting" => BoostedTrees(effectLeaf),
        "ridge" => new LearnerSet(name, new RidgeRegressor(), new LogisticClassifier(), new RidgeRegressor(), new RidgeRegressor()),
        "mlp" => new LearnerSet(name, new MlpRegressor(), new MlpClassifier(), new MlpRegressor(), new MlpRegressor()),
        _ => throw new ArgumentException($"No learner '{name}'; there are: {string.Join(", ", Names)}."),
    };

    /// <summary>Regressions of m that a kind can choose from, from its own to ever smoother ones; only one where the learner chooses its complexity by itself.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    internal static IReadOnlyList<IRegressor> GainsOf(string name) => name switch
    {
        Default => [Get(name).Gain, .. SmootherLeaves.Select(leaf => new RandomForestRegressor(new ForestOptions { MinLeaf = leaf, MinSplit = 2 * leaf }))],
        "boosting" => [Get(name).Gain, .. SmootherLeaves.Select(leaf => new GradientBoostingRegressor(Boosting with { MinChildWeight = leaf }))],
        _ => [Get(name).Gain],
    };

    private static LearnerSet PublishedForest()
    {
        var published = new CateOptions();
        return new LearnerSet(Default, published.Outcome, published.Propensity, published.Effect, new RandomForestRegressor());
    }

    private static LearnerSet WideForest(int effectLeaf)
    {
        var nuisance = new ForestOptions { MinLeaf = WideNuisanceLeaf, MinSplit = 2 * WideNuisanceLeaf };
        return PublishedForest() with
        {
            Outcome = new RandomForestRegressor(nuisance),
            Propensity = new RandomForestClassifier(nuisance),
            Effect = new RandomForestRegressor(new ForestOptions { Trees = 200, MaxDepth = 30, MinLeaf = effectLeaf, MinSplit = 2 * effectLeaf }),
        };
    }

    private static LearnerSet BoostedTrees(int? effectLeaf)
    {
        var regressor = new GradientBoostingRegressor(Boosting);
        return new LearnerSet(
            "boosting", regressor, new GradientBoostingClassifier(Boosting), new GradientBoostingRegressor(Boosting with { MinChildWeight = effectLeaf ?? 1 }), regressor);
    }
}
