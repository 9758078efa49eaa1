using OrleansRouter.Grains.Hosting;
using OrleansRouter.TestKit.Hosting;

namespace OrleansRouter.Embedded.Tests;

/// <summary>Embedded hosts over one store in memory, on a clock that tests advance.</summary>
public sealed class EmbeddedHarness : GrainHostHarness
{
    private readonly List<EmbeddedGrainHost> _hosts = [];

    public static GrainCatalog Catalog { get; } = GrainCatalog.Scan(typeof(ProbeGrain).Assembly);

    public static EmbeddedHostOptions Options { get; } = new();

    public override Task<IGrainHost> StartHostAsync()
    {
        _hosts.Add(new EmbeddedGrainHost(Store, Options, Clock, Catalog));
        return Task.FromResult<IGrainHost>(_hosts[^1]);
    }

    public InMemoryStateStore Store { get; } = new();

    public FakeTimeProvider Clock { get; } = new();

    public override Task PassLessThanIdleTimeAsync() => PassAsync(Options.IdleTimeout * 0.9);

    public override Task PassIdleTimeAsync() => PassAsync(Options.IdleTimeout * 2);

    public override Task PassStateAgeAsync() => PassAsync(Options.MaxStateAge * 2);

    public override async Task PassTimeUntilAsync(Task task)
    {
        while (!task.IsCompleted)
        {
            Clock.Advance(TimeSpan.FromMilliseconds(1));
            await Task.Delay(1);
        }

        await task;
    }

    public override async ValueTask DisposeAsync()
    {
        foreach (EmbeddedGrainHost host in _hosts)
        {
            await host.DisposeAsync();
        }
    }

    private Task PassAsync(TimeSpan time)
    {
        Clock.Advance(time);
        return Task.CompletedTask;
    }
}
