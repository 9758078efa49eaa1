using OrleansRouter.Grains.Installation;
using OrleansRouter.Silo.Hosting;

namespace OrleansRouter.Silo.Grains;

/// <summary><see cref="IInstallationGrain"/> as Orleans addresses it.</summary>
public interface IInstallationOrleansGrain : IInstallationGrain, IGrainWithStringKey;

/// <summary><see cref="InstallationGrain"/> as Orleans activates it.</summary>
public sealed class InstallationOrleansGrain(IGrainContext context, GrainStates states)
    : InstallationGrain(states.Of<IInstallationGrain, InstallationState>(context)), IInstallationOrleansGrain, IGrainBase
{
    /// <inheritdoc/>
    public IGrainContext GrainContext => context;
}
