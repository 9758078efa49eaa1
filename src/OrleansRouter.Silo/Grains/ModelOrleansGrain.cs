using OrleansRouter.Grains.Models;
using OrleansRouter.Silo.Hosting;

namespace OrleansRouter.Silo.Grains;

/// <summary><see cref="IModelGrain"/> as Orleans addresses it.</summary>
public interface IModelOrleansGrain : IModelGrain, IGrainWithStringKey;

/// <summary><see cref="ModelGrain"/> as Orleans activates it.</summary>
public sealed class ModelOrleansGrain(IGrainContext context, GrainStates states)
    : ModelGrain(context.StringKey(), states.Of<IModelGrain, ModelState>(context)), IModelOrleansGrain, IGrainBase
{
    /// <inheritdoc/>
    public IGrainContext GrainContext => context;
}
