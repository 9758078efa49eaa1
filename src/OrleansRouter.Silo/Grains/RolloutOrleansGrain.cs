using OrleansRouter.Grains.Audit;
using OrleansRouter.Grains.Decisions;
using OrleansRouter.Grains.Feedback;
using OrleansRouter.Grains.Hosting;
using OrleansRouter.Grains.Rollouts;
using OrleansRouter.Silo.Hosting;

namespace OrleansRouter.Silo.Grains;

/// <summary><see cref="IRolloutGrain"/> as Orleans addresses it.</summary>
public interface IRolloutOrleansGrain : IRolloutGrain, IGrainWithStringKey;

/// <summary><see cref="RolloutGrain"/> as Orleans activates it.</summary>
public sealed class RolloutOrleansGrain(
    IGrainContext context, GrainStates states, IGrainHost grains, IFeedbackLog feedback, IDecisionLog decisions, IAuditLog audit, TimeProvider time)
    : RolloutGrain(context.StringKey(), states.Of<IRolloutGrain, RolloutState>(context), grains, feedback, decisions, audit, time),
        IRolloutOrleansGrain,
        IGrainBase
{
    /// <inheritdoc/>
    public IGrainContext GrainContext => context;
}
