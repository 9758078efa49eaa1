using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.TestingHost;
using OrleansRouter.Grains.Hosting;
using OrleansRouter.Silo.Hosting;
using OrleansRouter.TestKit.Hosting;

namespace OrleansRouter.Silo.Tests.Hosting;

/// <summary>A cluster in this process, over one store in memory; every further host is one more silo.</summary>
/// <param name="catalog">The grains.</param>
/// <param name="assembly">Where their Orleans interfaces are.</param>
public sealed class OrleansHarness(GrainCatalog catalog, Assembly assembly) : GrainHostHarness
{
    public static readonly DurableStateOptions States = new() { MaxStateAge = TimeSpan.FromMilliseconds(200) };

    private static readonly TimeSpan Idle = TimeSpan.FromMilliseconds(300);
    private InProcessTestCluster? _cluster;

    public InProcessTestCluster Cluster => _cluster ?? throw new InvalidOperationException("No silo was started.");

    public InMemoryStateStore Store { get; } = new();

    public override async Task<IGrainHost> StartHostAsync()
    {
        if (_cluster is null)
        {
            _cluster = Build();
            await _cluster.DeployAsync();
        }
        else
        {
            await _cluster.StartAdditionalSiloAsync();
        }

        return _cluster.Silos[^1].ServiceProvider.GetRequiredService<IGrainHost>();
    }

    public override Task PassLessThanIdleTimeAsync() => Task.CompletedTask;

    public override async Task PassIdleTimeAsync()
    {
        await Task.Delay(Idle);
        await Cluster.Client.GetGrain<IManagementGrain>(0).ForceActivationCollection(Idle);
    }

    public override Task PassStateAgeAsync() => Task.Delay(States.MaxStateAge * 1.5);

    public override async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }
    }

    private InProcessTestCluster Build()
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSingleton<IStateStore>(Store);
            silo.Services.TryAddSingleton(TimeProvider.System);
            silo.AddGrains(States, catalog, assembly);
        });
        builder.ConfigureClient(client => client.AddGrains(catalog, assembly));
        return builder.Build();
    }
}
