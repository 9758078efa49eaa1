using OrleansRouter.Grains.Hosting;
using OrleansRouter.TestKit.Hosting;
using OrleansRouter.TestKit.Storage;

namespace OrleansRouter.Storage.Tests;

/// <summary>The test double keeps the promises of the engines that it stands for.</summary>
public sealed class InMemoryStateStoreTests : StateStoreConformance
{
    private readonly InMemoryStateStore _store = new();

    protected override Task<IStateStore> OpenStatesAsync() => Task.FromResult<IStateStore>(_store);
}
