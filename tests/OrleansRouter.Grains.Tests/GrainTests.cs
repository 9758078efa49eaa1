using OrleansRouter.Embedded;
using OrleansRouter.Grains.Keys;
using OrleansRouter.Grains.Models;
using OrleansRouter.Grains.Tenants;
using OrleansRouter.Learning.Statistics;
using OrleansRouter.TestKit.Hosting;

namespace OrleansRouter.Grains.Tests;

/// <summary>The grains through their interfaces, on a host, across a restart of it.</summary>
public sealed class GrainTests : IAsyncLifetime
{
    private readonly InMemoryStateStore _store = new();
    private EmbeddedGrainHost _host = null!;

    public Task InitializeAsync()
    {
        _host = new EmbeddedGrainHost(_store);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Tenant_CreatedChangedPromoted_IsThereAfterARestart()
    {
        (await Tenant.GetAsync()).ShouldBeNull();
        await Tenant.CreateAsync(new TenantUpdate { DisplayName = "Acme" });
        await Tenant.UpdateAsync(new TenantUpdate { ExplorationFloor = 0.1 });
        await Tenant.PromotePolicyAsync("p1");
        await Tenant.PromotePolicyAsync("p2");
        await Tenant.RollBackPolicyAsync();

        await RestartAsync();

        TenantState state = (await Tenant.GetAsync()).ShouldNotBeNull();
        (state.DisplayName, state.ExplorationFloor, state.PolicyId, state.Revision).ShouldBe(("Acme", 0.1, "p1", 5));
    }

    [Fact]
    public async Task Tenant_RefusedChange_LeavesNothingBehind()
    {
        await Should.ThrowAsync<ArgumentException>(() => Tenant.CreateAsync(new TenantUpdate { ExplorationFloor = 2 }));

        (await Tenant.GetAsync()).ShouldBeNull();
        (await _store.ReadAsync("tenant", "acme", default)).ShouldBeNull();
    }

    [Fact]
    public async Task Model_StatisticsOfManyGateways_AddUp()
    {
        await Model.ConfigureAsync(new ModelSettings { Provider = "simulated" });

        await Task.WhenAll(Enumerable.Range(0, 200).Select(i =>
            Model.MergeAsync(new ModelStatistics { Score = default(Moments).Add(i % 2), Failures = 1 })));
        await RestartAsync();

        ModelState state = (await Model.GetAsync()).ShouldNotBeNull();
        (state.Statistics.Score.Count, state.Statistics.Failures, state.Revision).ShouldBe((200, 200, 1));
        state.Statistics.Score.Mean.ShouldBe(0.5, 1e-12);
    }

    [Fact]
    public async Task Key_CreatedAndRevoked_StaysRevoked()
    {
        var at = new DateTimeOffset(2025, 1, 2, 3, 4, 5, TimeSpan.FromHours(2));
        await Key.CreateAsync(new KeyState { TenantId = "acme", SecretHash = Convert.ToBase64String(new byte[32]), CreatedAt = at });
        await Key.RevokeAsync(at.AddMinutes(1));

        await RestartAsync();

        (await Key.RevokeAsync(at.AddMinutes(2))).RevokedAt.ShouldBe(at.AddMinutes(1));
    }

    private ITenantGrain Tenant => _host.GetGrain<ITenantGrain>("acme");

    private IModelGrain Model => _host.GetGrain<IModelGrain>("gpt");

    private IKeyGrain Key => _host.GetGrain<IKeyGrain>("k1");

    private async Task RestartAsync()
    {
        await _host.DisposeAsync();
        _host = new EmbeddedGrainHost(_store);
    }
}
