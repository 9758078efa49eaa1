using OrleansRouter.Learning;
using OrleansRouter.Learning.Serialization;
using OrleansRouter.Routing.Families;

namespace OrleansRouter.Routing.Online.Linear;

/// <summary>
/// Routers that learned online on top of a trained one. Trained from a table it is the base family's router with the rule that explores,
/// ready to log decisions that can be learned from.
/// </summary>
public sealed class OnlineFamily : IRouterFamily
{
    internal const string FamilyName = "online";

    /// <inheritdoc/>
    public string Name => FamilyName;

    /// <inheritdoc/>
    public object DefaultOptions => new OnlineOptions();

    /// <inheritdoc/>
    public IRouter Train(TrainingSet data, object options, ulong seed, FitContext context)
    {
        OnlineOptions online = FamilyOptions.As<OnlineOptions>(this, options);
        IRouterFamily inner = RouterFamilies.Registry.Get(online.Base);
        IRouter router = inner.Train(data, inner.DefaultOptions, seed, context);
        var learner = OnlineLearners.Registry.Get(online.Learner) as LinearLearner
            ?? throw new ArgumentException($"Learner '{online.Learner}' does not correct a trained router.");
        return learner.Wrap(router, online);
    }

    /// <inheritdoc/>
    public IRouter Read(ModelReader reader) => OnlineRouter.Read(reader);
}
