using OrleansRouter.TestKit.Gateway;

namespace OrleansRouter.Gateway.Tests.Harness;

/// <summary>One gateway with the model 'alpha' for all tests of a class that do not disturb each other.</summary>
public sealed class GatewayFixture : IAsyncLifetime
{
    internal FakeUpstream Upstream { get; private set; } = null!;

    internal TestGateway Gateway { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Upstream = await FakeUpstream.StartAsync();
        Gateway = await TestGateway.StartAsync();
        await Gateway.AddModelAsync("alpha", Upstream);
    }

    public async Task DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Upstream.DisposeAsync();
    }
}
