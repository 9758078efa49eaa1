using OrleansRouter.Grains.Keys;
using OrleansRouter.Silo.Hosting;

namespace OrleansRouter.Silo.Grains;

/// <summary><see cref="IKeyGrain"/> as Orleans addresses it.</summary>
public interface IKeyOrleansGrain : IKeyGrain, IGrainWithStringKey;

/// <summary><see cref="KeyGrain"/> as Orleans activates it.</summary>
public sealed class KeyOrleansGrain(IGrainContext context, GrainStates states)
    : KeyGrain(context.StringKey(), states.Of<IKeyGrain, KeyState>(context)), IKeyOrleansGrain, IGrainBase
{
    /// <inheritdoc/>
    public IGrainContext GrainContext => context;
}
