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
    /// <summary>The published setting.</summary>
    public const string Default = "forest";

    /// <summary>All sets.</summary>
    public static IReadOnlyList<LearnerSet> All { get; } = [Forest(), Boosting(), Ridge(), Mlp()];

    /// <summary>The set called <paramref name="name"/>.</summary>
    /// <exception cref="ArgumentException">There is none; the message lists those that exist.</exception>
    public static LearnerSet Get(string name) => All.FirstOrDefault(x => x.Name == name)
        ?? throw new ArgumentException($"No learner '{name}'; there are: {string.Join(", ", All.Select(x => x.Name))}.");

    private static LearnerSet Forest()
    {
        var published = new CateOptions();
        return new LearnerSet(Default, published.Outcome, published.Propensity, published.Effect, new RandomForestRegressor());
    }

    private static LearnerSet Boosting()
    {
        // The paper names no settings; small steps and shallow trees keep 100 trees from fitting the noise of single labels.
        var options = new BoostingOptions { Rounds = 100, LearningRate = 0.1, MaxDepth = 3, RowShare = 0.8, FeatureShare = 0.8 };
        var regressor = new GradientBoostingRegressor(options);
        return new LearnerSet("boosting", regressor, new GradientBoostingClassifier(options), regressor, regressor);
    }

    private static LearnerSet Ridge() => new("ridge", new RidgeRegressor(), new LogisticClassifier(), new RidgeRegressor(), new RidgeRegressor());

    private static LearnerSet Mlp() => new("mlp", new MlpRegressor(), new MlpClassifier(), new MlpRegressor(), new MlpRegressor());
}
