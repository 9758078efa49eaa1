using OrleansRouter.Learning;
using OrleansRouter.Learning.Serialization;
using OrleansRouter.Routing.Barp.Bandit;
using OrleansRouter.Routing.Barp.Policy;
using OrleansRouter.Routing.Barp.Training;
using OrleansRouter.Routing.Decisions;

namespace OrleansRouter.Routing.Families.Barp;

/// <summary>
/// BaRP: one policy for every trade-off of quality and cost, learned from bandit feedback. The labels of the training set are the simulated
/// world: the learner sees those of the models it asks.
/// </summary>
public sealed class BarpFamily : IRouterFamily
{
    /// <inheritdoc/>
    public string Name => "barp";

    /// <inheritdoc/>
    public object DefaultOptions => new BarpOptions();

    /// <inheritdoc/>
    public IRouter Train(TrainingSet data, object options, ulong seed, FitContext context) =>
        Train(data, FamilyOptions.As<BarpOptions>(this, options), seed, context, out _);

    /// <inheritdoc/>
    public IRouter Read(ModelReader reader) => BarpRouter.Read(reader);

    /// <summary>Trains a router and says how the training went.</summary>
    internal static BarpRouter Train(TrainingSet data, BarpOptions options, ulong seed, FitContext context, out BarpTrainingSummary summary)
    {
        BanditEnvironment environment = Open(data, options);
        TrainedPolicy policy = BarpTraining.Run(data.Features, environment, options, seed, context);
        summary = policy.Summary;
        return RouterOf(data.Models, policy, options);
    }

    /// <summary>The simulated world of a training set, when a bandit can learn in it.</summary>
    /// <exception cref="ArgumentException">The data cannot be learned from, or an option is out of range.</exception>
    internal static BanditEnvironment Open(TrainingSet data, BarpOptions options)
    {
        FitGuard.Validated(options);
        var environment = new BanditEnvironment(new TrainingSetOutcomes(data.Validated()));
        ExplorationFloor.Validated(options.ExplorationFloor, environment.Arms, "Family 'barp'");
        return environment.UsableQueries().Length > 0
            ? environment
            : throw new ArgumentException("No query has a model with both a score and a cost; a bandit cannot learn from them.");
    }

    /// <summary>The router of a trained policy.</summary>
    internal static BarpRouter RouterOf(IReadOnlyList<string> models, TrainedPolicy policy, BarpOptions options) =>
        new([.. models], policy.Rewards, PolicyNetwork.Of(policy.Network, policy.Shape), options.Sharpness, options.Sample);
}
