using OrleansRouter.Grains.Tenants;
using OrleansRouter.Silo.Hosting;

namespace OrleansRouter.Silo.Grains;

/// <summary><see cref="ITenantGrain"/> as Orleans addresses it.</summary>
public interface ITenantOrleansGrain : ITenantGrain, IGrainWithStringKey;

/// <summary><see cref="TenantGrain"/> as Orleans activates it.</summary>
public sealed class TenantOrleansGrain(IGrainContext context, GrainStates states)
    : TenantGrain(context.StringKey(), states.Of<ITenantGrain, TenantState>(context)), ITenantOrleansGrain, IGrainBase
{
    /// <inheritdoc/>
    public IGrainContext GrainContext => context;
}
