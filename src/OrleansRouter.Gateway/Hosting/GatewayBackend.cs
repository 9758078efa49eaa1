using OrleansRouter.Grains.Hosting;
using OrleansRouter.Storage.Relational;

namespace OrleansRouter.Gateway.Hosting;

/// <summary>What a gateway stands on, whichever host runs the grains.</summary>
/// <param name="Grains">Finds grains.</param>
/// <param name="Store">The database.</param>
/// <param name="HostsGrains">Whether the silo in this process, if there is one, has joined its cluster and is not leaving; null: grains need no such thing.</param>
public sealed record GatewayBackend(IGrainHost Grains, RelationalStore Store, Func<bool>? HostsGrains = null);
