using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.TestingHost;
using OrleansRouter.Gateway.Configuration;
using OrleansRouter.Grains.Hosting;
using OrleansRouter.Grains.Tenants;
using OrleansRouter.Silo.Cluster;
using OrleansRouter.Silo.Hosting;
using OrleansRouter.TestKit.Hosting;
using OrleansRouter.TestKit.Processes;

namespace OrleansRouter.Silo.Tests.Cluster;

/// <summary>How many grains a silo holds, and for how long.</summary>
public sealed class ActivationLimitsTests
{
    private const int Tenants = 20;

    [Fact]
    public async Task Limits_AreTheSettings()
    {
        await using InProcessTestCluster cluster = await StartAsync(new OrleansOptions { IdleTimeout = TimeSpan.FromMinutes(3), MemoryShare = 0.5 });
        GrainCollectionOptions applied = cluster.Silos[0].ServiceProvider.GetRequiredService<IOptions<GrainCollectionOptions>>().Value;
        (applied.CollectionAge, applied.CollectionQuantum).ShouldBe((TimeSpan.FromMinutes(3), TimeSpan.FromMinutes(1)));
        applied.EnableActivationSheddingOnMemoryPressure.ShouldBeTrue();
        (applied.MemoryUsageLimitPercentage, applied.MemoryUsageTargetPercentage).ShouldBe((50, 45));
    }

    [Fact]
    public async Task IdleGrains_LeaveMemory_AndComeBackWithTheirState()
    {
        await using InProcessTestCluster cluster = await StartAsync(
            new OrleansOptions { IdleTimeout = TimeSpan.FromSeconds(2), CollectionInterval = TimeSpan.FromSeconds(1) });
        await CreateAsync(cluster);
        await WaitUntilGoneAsync(cluster);
        (await Grains(cluster).GetGrain<ITenantGrain>("t3").GetAsync())!.DisplayName.ShouldBe("name 3");
    }

    [Fact]
    public async Task GrainsInUse_LeaveMemory_WhenItIsShort()
    {
        // On a large machine a hundredth of its memory would be too much to fill.
        double bytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, share = Math.Min(0.01, (256 << 20) / bytes);
        await using InProcessTestCluster cluster = await StartAsync(new OrleansOptions { IdleTimeout = TimeSpan.FromHours(1), MemoryShare = share });
        await CreateAsync(cluster);
        byte[][] ballast = Ballast((long)(2 * share * bytes));

        await WaitUntilGoneAsync(cluster);

        GC.KeepAlive(ballast);
        (await Grains(cluster).GetGrain<ITenantGrain>("t3").GetAsync())!.DisplayName.ShouldBe("name 3");
    }

    private static async Task<InProcessTestCluster> StartAsync(OrleansOptions options)
    {
        var store = new InMemoryStateStore();
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSingleton<IStateStore>(store).AddSingleton(TimeProvider.System);
            silo.AddGrains(new DurableStateOptions()).BoundActivations(options);
        });
        InProcessTestCluster cluster = builder.Build();
        await cluster.DeployAsync();
        return cluster;
    }

    private static IGrainHost Grains(InProcessTestCluster cluster) => cluster.Silos[0].ServiceProvider.GetRequiredService<IGrainHost>();

    private static Task CreateAsync(InProcessTestCluster cluster) => Task.WhenAll(Enumerable.Range(0, Tenants)
        .Select(i => Grains(cluster).GetGrain<ITenantGrain>($"t{i}").CreateAsync(new TenantUpdate { DisplayName = $"name {i}" })));

    private static Task<TimeSpan> WaitUntilGoneAsync(InProcessTestCluster cluster)
    {
        var management = cluster.Client.GetGrain<IManagementGrain>(0);
        return GatewayCalls.WithinAsync(TimeSpan.FromSeconds(60), "grains stay in memory", async () =>
        {
            // What is short of memory looks at it after a full collection only.
            GC.Collect();
            SimpleGrainStatistic[] all = await management.GetSimpleGrainStatistics();
            return !all.Any(one => one.GrainType.Contains("TenantOrleansGrain", StringComparison.Ordinal) && one.ActivationCount > 0);
        });
    }

    private static byte[][] Ballast(long bytes)
    {
        byte[][] chunks = [.. Enumerable.Range(0, (int)(bytes >> 20)).Select(_ => new byte[1 << 20])];
        foreach (byte[] chunk in chunks)
        {
            Array.Fill(chunk, (byte)1);
        }

        return chunks;
    }
}
