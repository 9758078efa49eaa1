using OrleansRouter.Grains.Hosting;
using OrleansRouter.Storage.Relational;

namespace OrleansRouter.Gateway.Hosting;

/// <summary>What a gateway stands on, whichever host runs the grains.</summary>
/// <param name="Grains">Finds grains.</param>
/// <param name="Store">The database.</param>
public sealed record GatewayBackend(IGrainHost Grains, RelationalStore Store);
