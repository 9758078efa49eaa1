using OrleansRouter.Grains.Decisions;
using OrleansRouter.Grains.Feedback;
using OrleansRouter.Grains.Hosting;
using OrleansRouter.Grains.Policies;
using OrleansRouter.Grains.Training;
using OrleansRouter.Silo.Hosting;

namespace OrleansRouter.Silo.Grains;

/// <summary><see cref="ITrainingGrain"/> as Orleans addresses it.</summary>
public interface ITrainingOrleansGrain : ITrainingGrain, IGrainWithStringKey;

/// <summary><see cref="TrainingGrain"/> as Orleans activates it.</summary>
public sealed class TrainingOrleansGrain(
    IGrainContext context, GrainStates states, IGrainHost grains, IFeedbackLog feedback, IDecisionLog decisions, IPolicyStore policies, TimeProvider time)
    : TrainingGrain(context.StringKey(), states.Of<ITrainingGrain, TrainingState>(context), grains, feedback, decisions, policies, time),
        ITrainingOrleansGrain,
        IGrainBase
{
    /// <inheritdoc/>
    public IGrainContext GrainContext => context;
}
