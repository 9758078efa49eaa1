using OrleansRouter.Grains.Training;
using OrleansRouter.Silo.Hosting;

namespace OrleansRouter.Silo.Grains;

/// <summary><see cref="ILearningGrain"/> as Orleans addresses it.</summary>
public interface ILearningOrleansGrain : ILearningGrain, IGrainWithStringKey;

/// <summary><see cref="LearningGrain"/> as Orleans activates it.</summary>
public sealed class LearningOrleansGrain(IGrainContext context, GrainStates states)
    : LearningGrain(context.StringKey(), states.Of<ILearningGrain, LearningState>(context)), ILearningOrleansGrain, IGrainBase
{
    /// <inheritdoc/>
    public IGrainContext GrainContext => context;
}
