using OrleansRouter.Grains.Hosting;
using OrleansRouter.Grains.Keys;
using OrleansRouter.Grains.Models;
using OrleansRouter.Grains.Tenants;
using OrleansRouter.Learning.Statistics;
using OrleansRouter.Routing;
using OrleansRouter.Silo.Tests.Hosting;

namespace OrleansRouter.Silo.Tests.Grains;

/// <summary>The product's grains in a cluster of two silos: what they are told and what they answer survives the journey.</summary>
public sealed class GrainsOverOrleansTests : IAsyncLifetime
{
    private readonly OrleansHarness _harness = new(GrainCatalog.Default, typeof(Silo.Hosting.GrainStates).Assembly);
    private IGrainHost _first = null!;
    private IGrainHost _second = null!;

    public async Task InitializeAsync()
    {
        _first = await _harness.StartHostAsync();
        _second = await _harness.StartHostAsync();
    }

    public async Task DisposeAsync() => await _harness.DisposeAsync();

    [Fact]
    public async Task Tenant_CreatedThroughOneSilo_IsSeenThroughTheOtherAndAfterReactivation()
    {
        var settings = new TenantUpdate { Preference = new Preference { CostWeight = 0.25 }, AllowedModels = ["a", "b"], ExplorationFloor = 0.125 };
        TenantState created = await _first.GetGrain<ITenantGrain>("acme").CreateAsync(settings);
        created.Preference.CostWeight.ShouldBe(0.25);

        TenantState? seen = await _second.GetGrain<ITenantGrain>("acme").GetAsync();
        seen.ShouldBeEquivalentTo(created);
        await _harness.PassIdleTimeAsync();
        (await _first.GetGrain<ITenantGrain>("acme").GetAsync()).ShouldBeEquivalentTo(created);
    }

    [Fact]
    public async Task Update_AfterAnotherProcessWroteTheState_IsMadeOnTopOfThat()
    {
        var tenant = _first.GetGrain<ITenantGrain>("shared");
        TenantState created = await tenant.CreateAsync(new TenantUpdate());
        StoredState stored = (await _harness.Store.ReadAsync("tenant", "shared", default))!;
        await _harness.Store.WriteAsync("tenant", "shared", stored.Version, GrainJson.Write(created with { StorePrompts = true, Revision = 2 }), default);

        // The activation still knows version 1: its first write conflicts, and the transition runs again on what is stored.
        TenantState updated = await tenant.UpdateAsync(new TenantUpdate { ExplorationFloor = 0.25 });
        (updated.StorePrompts, updated.ExplorationFloor, updated.Revision).ShouldBe((true, 0.25, 3));
    }

    [Fact]
    public async Task Refusals_KeepTheirTypeAndMessage_AcrossSilos()
    {
        for (int i = 0; i < 8; i++)
        {
            // Some of the eight live on the other silo, whichever that is.
            var tenant = _first.GetGrain<ITenantGrain>($"t{i}");
            (await Should.ThrowAsync<KeyNotFoundException>(() => tenant.UpdateAsync(new TenantUpdate()))).Message.ShouldBe($"No tenant 't{i}'.");
            (await Should.ThrowAsync<ArgumentException>(() => tenant.CreateAsync(new TenantUpdate { ExplorationFloor = 2 })))
                .Message.ShouldContain("exploration_floor is 2");
        }
    }

    [Fact]
    public async Task Statistics_MergedThroughBothSilos_AreAllThere()
    {
        await _first.GetGrain<IModelGrain>("gpt").ConfigureAsync(new ModelSettings { Provider = "simulated" });
        await Task.WhenAll(Enumerable.Range(0, 60).Select(i => (i % 2 == 0 ? _first : _second).GetGrain<IModelGrain>("gpt")
            .MergeAsync(new ModelStatistics { Score = Moments.Of([i / 60.0]), Failures = 1 })));

        ModelState? state = await _second.GetGrain<IModelGrain>("gpt").GetAsync();
        state!.Statistics.Failures.ShouldBe(60);
        state.Statistics.Score.Mean.ShouldBe(29.5 / 60, 1e-9);
    }

    [Fact]
    public async Task Silo_IsKilled_ItsGrainsGoOnElsewhereWithTheirState()
    {
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => _first.GetGrain<ITenantGrain>($"k{i}").CreateAsync(new TenantUpdate { DisplayName = $"name {i}" })));

        await _harness.Cluster.KillSiloAsync(_harness.Cluster.Silos[1]);
        await _harness.Cluster.WaitForLivenessToStabilizeAsync();

        for (int i = 0; i < 20; i++)
        {
            (await _first.GetGrain<ITenantGrain>($"k{i}").GetAsync())!.DisplayName.ShouldBe($"name {i}");
        }
    }

    [Fact]
    public async Task Key_IsCreatedOnce_HoweverManyTryAtOnce()
    {
        var key = new KeyState { Scope = KeyScope.TenantUse, TenantId = "acme", CreatedAt = DateTimeOffset.UnixEpoch, SecretHash = Convert.ToBase64String(new byte[32]) };
        bool[] created = await Task.WhenAll(Enumerable.Range(0, 20).Select(async i =>
        {
            try
            {
                await (i % 2 == 0 ? _first : _second).GetGrain<IKeyGrain>("k").CreateAsync(key);
                return true;
            }
            catch (InvalidOperationException)
            {
                return false;
            }
        }));
        created.Count(c => c).ShouldBe(1);
    }
}
