using Orleans.Placement;
using OrleansRouter.Grains.Hosting;
using OrleansRouter.Grains.Training.Jobs;
using OrleansRouter.Silo.Hosting;

namespace OrleansRouter.Silo.Grains;

/// <summary><see cref="ITrainingWorkerGrain"/> as Orleans addresses it.</summary>
public interface ITrainingWorkerOrleansGrain : ITrainingWorkerGrain, IGrainWithStringKey;

/// <summary><see cref="TrainingWorkerGrain"/> as Orleans activates it: on the silo that calls it, whose settings say how many there are.</summary>
[PreferLocalPlacement]
public sealed class TrainingWorkerOrleansGrain(IGrainContext context, IGrainHost grains, IJobTaskStore tasks, JobMaterials materials, TimeProvider time)
    : TrainingWorkerGrain(context.StringKey(), grains, tasks, materials, time), ITrainingWorkerOrleansGrain, IGrainBase
{
    /// <inheritdoc/>
    public IGrainContext GrainContext => context;

    /// <inheritdoc/>
    public Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => StopAsync(cancellationToken);
}
