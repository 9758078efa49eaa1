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
        var environment = new BanditEnvironment(new TrainingSetOutcomes(data.Validated()));
        ExplorationFloor.Validated(options.ExplorationFloor, environment.Arms, "Family 'barp'");
        if (environment.UsableQueries().Length == 0)
        {
            throw new ArgumentException("No query has a model with both a score and a cost; a bandit cannot learn from them.");
        }

        TrainedPolicy policy = BarpTraining.Run(data.Features, environment, FitGuard.Validated(options), seed, context);
        summary = policy.Summary;
        return new BarpRouter([.. data.Models], policy.Rewards, PolicyNetwork.Of(policy.Network, policy.Shape), options.Sharpness, options.Sample);
    }
}
