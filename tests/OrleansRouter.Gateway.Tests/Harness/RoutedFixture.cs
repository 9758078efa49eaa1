using OrleansRouter.TestKit.Gateway;

namespace OrleansRouter.Gateway.Tests.Harness;

/// <summary>
/// A gateway whose default policy 'three' knows three upstream models: 'gold' (quality 0.9, dear), 'silver' (0.8, cheaper, no tools) and
/// 'bronze' (0.3, nearly free, a context of 50 tokens). With the default preference gold is chosen, then silver, then bronze.
/// </summary>
public sealed class RoutedFixture : IAsyncLifetime
{
    internal FakeUpstream Upstream { get; private set; } = null!;

    internal TestGateway Gateway { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Upstream = await FakeUpstream.StartAsync();
        Gateway = await TestGateway.StartAsync();
        await Gateway.AddModelAsync("gold", Upstream, new { input_usd_per_million_tokens = 10.0, output_usd_per_million_tokens = 40.0, supports_vision = true });
        await Gateway.AddModelAsync("silver", Upstream, new { supports_tools = false });
        await Gateway.AddModelAsync("bronze", Upstream, new { input_usd_per_million_tokens = 0.1, output_usd_per_million_tokens = 0.4, context_tokens = 50 });
        await Gateway.ServeAsync(TestPolicies.BestFixed(("gold", 0.9, 0.01), ("silver", 0.8, 0.001), ("bronze", 0.3, 0.0001)), "three");
    }

    public async Task DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Upstream.DisposeAsync();
    }
}
