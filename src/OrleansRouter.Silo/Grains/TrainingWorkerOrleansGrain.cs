using OrleansRouter.Grains.Hosting;
using OrleansRouter.Grains.Training.Jobs;
using OrleansRouter.Silo.Hosting;

namespace OrleansRouter.Silo.Grains;

/// <summary><see cref="ITrainingWorkerGrain"/> as Orleans addresses it.</summary>
public interface ITrainingWorkerOrleansGrain : ITrainingWorkerGrain, IGrainWithStringKey;

/// <summary><see cref="TrainingWorkerGrain"/> as Orleans activates it.</summary>
public sealed class TrainingWorkerOrleansGrain(IGrainContext context, IGrainHost grains, IJobTaskStore tasks, JobMaterials materials, TimeProvider time)
    : TrainingWorkerGrain(context.StringKey(), grains, tasks, materials, time), ITrainingWorkerOrleansGrain, IGrainBase
{
    /// <inheritdoc/>
    public IGrainContext GrainContext => context;
}
