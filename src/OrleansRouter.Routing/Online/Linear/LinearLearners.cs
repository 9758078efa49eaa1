using OrleansRouter.Learning;
using OrleansRouter.Learning.Bandits;
using OrleansRouter.Learning.Serialization;
using OrleansRouter.Routing.Families;
using OrleansRouter.Routing.Policies;

namespace OrleansRouter.Routing.Online.Linear;

/// <summary>Learns by linear corrections of the base policy; derived classes add the rule that explores.</summary>
public abstract class LinearLearner : IOnlineLearner
{
    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public IOnlineState Start(Policy basePolicy, OnlineOptions options) =>
        LinearOnlineState.Start(basePolicy, Named(options), Rule(options));

    /// <inheritdoc/>
    public IOnlineState Read(Policy basePolicy, OnlineOptions options, ModelReader reader) =>
        LinearOnlineState.Read(basePolicy, Named(options), Rule(options), reader);

    /// <summary>A router that has learned nothing yet.</summary>
    internal IRouter Wrap(IRouter router, OnlineOptions options)
    {
        LinearBandit Nothing() => Corrections.Believe(
            Rule(options),
            BanditStatistics.Empty(router.Models, new ContextProjection(router.FeatureCount, options.Dimensions).Length),
            shared: null,
            options.SharedWeight,
            _ => options.WarmStartWeight);
        return new OnlineRouter(Named(options), router, ModelPriors.Of(router.Models), Nothing(), Nothing());
    }

    /// <summary>The rule with its options.</summary>
    private protected abstract IBanditPolicy Rule(OnlineOptions options);

    private OnlineOptions Named(OnlineOptions options) => FitGuard.Validated(options) with { Learner = Name };
}

/// <summary>Takes the model of the largest optimistic utility.</summary>
public sealed class LinUcbLearner : LinearLearner
{
    /// <inheritdoc/>
    public override string Name => "linucb";

    private protected override IBanditPolicy Rule(OnlineOptions options) =>
        new LinUcb { Alpha = options.Optimism * options.NoiseDeviation };
}

/// <summary>Takes every model with the probability that it is the best, by what is known.</summary>
public sealed class LinearThompsonLearner : LinearLearner
{
    /// <inheritdoc/>
    public override string Name => "linear-thompson";

    private protected override IBanditPolicy Rule(OnlineOptions options) =>
        new LinearThompsonSampling { NoiseDeviation = options.NoiseDeviation };
}

/// <summary>Takes the best model by what is known, and any model now and then.</summary>
public sealed class EpsilonGreedyLearner : LinearLearner
{
    /// <inheritdoc/>
    public override string Name => "epsilon-greedy";

    private protected override IBanditPolicy Rule(OnlineOptions options) => new EpsilonGreedy { Epsilon = options.Epsilon };
}
