namespace OrleansRouter.Gateway.Tests.Harness;

/// <summary>A gateway as the first start without any settings makes it, with a smaller training set.</summary>
public sealed class SimulatedFixture : IAsyncLifetime
{
    internal TestGateway Gateway { get; private set; } = null!;

    public async Task InitializeAsync() =>
        Gateway = await TestGateway.StartAsync(o => o with { SimulatedPool = true, SimulatedQueries = 300 });

    public async Task DisposeAsync() => await Gateway.DisposeAsync();
}
