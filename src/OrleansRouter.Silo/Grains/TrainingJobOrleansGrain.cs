using OrleansRouter.Grains.Policies;
using OrleansRouter.Grains.Training.Jobs;
using OrleansRouter.Silo.Hosting;

namespace OrleansRouter.Silo.Grains;

/// <summary><see cref="ITrainingJobGrain"/> as Orleans addresses it.</summary>
public interface ITrainingJobOrleansGrain : ITrainingJobGrain, IGrainWithStringKey;

/// <summary><see cref="TrainingJobGrain"/> as Orleans activates it.</summary>
public sealed class TrainingJobOrleansGrain(
    IGrainContext context, GrainStates states, IJobTaskStore tasks, IDataFileStore files, IPolicyStore policies, TimeProvider time)
    : TrainingJobGrain(context.StringKey(), states.Of<ITrainingJobGrain, JobState>(context), tasks, files, policies, time), ITrainingJobOrleansGrain, IGrainBase
{
    /// <inheritdoc/>
    public IGrainContext GrainContext => context;
}
