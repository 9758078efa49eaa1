using OrleansRouter.Grains.Hosting;

namespace OrleansRouter.TestKit.Hosting;

/// <summary>What every host of grains must do. Derive a class per host.</summary>
public abstract class GrainHostConformance(GrainHostHarness harness) : IAsyncLifetime
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);
    private readonly string _gateName = $"{Guid.NewGuid()}";
    private IGrainHost _host = null!;

    private ProbeGate Gate => ProbeGate.Named(_gateName);

    public async Task InitializeAsync() => _host = await harness.StartHostAsync();

    public async Task DisposeAsync()
    {
        Gate.Open();
        await harness.DisposeAsync();
    }

    [Fact]
    public async Task Calls_ManyAtOnceOnOneGrain_RunOneAtATime()
    {
        await Task.WhenAll(Enumerable.Range(0, 500).Select(_ => Task.Run(() => Probe("busy").CountAsync())));

        (await StateAsync("busy")).Count.ShouldBe(500);
    }

    [Fact]
    public async Task Calls_OfOneCallerToAnActiveGrain_RunInTheirOrder()
    {
        Task blocked = Probe("order").WaitAsync(_gateName);
        await Gate.Entered;
        Task[] queued = [.. Enumerable.Range(0, 50).Select(i => Probe("order").AppendAsync($"{i}"))];
        Gate.Open();
        await Task.WhenAll([blocked, .. queued]).WaitAsync(Soon);

        (await StateAsync("order")).History.ShouldBe(Enumerable.Range(0, 50).Select(i => $"{i}"));
    }

    [Fact]
    public async Task Calls_OfDifferentGrains_DoNotWaitForEachOther()
    {
        Task blocked = Probe("slow").WaitAsync(_gateName);
        await Gate.Entered;

        (await Probe("fast").CountAsync().WaitAsync(Soon)).Count.ShouldBe(1);

        Gate.Open();
        await blocked.WaitAsync(Soon);
    }

    [Fact]
    public async Task Calls_OverThousandsOfGrains_EachGrainCountsItsOwn()
    {
        string[] keys = [.. Enumerable.Range(0, 2000).Select(i => $"grain-{i}")];

        await Task.WhenAll(keys.SelectMany(k => Enumerable.Range(0, 3).Select(_ => Task.Run(() => Probe(k).CountAsync()))));

        foreach (string key in keys)
        {
            (await StateAsync(key)).Count.ShouldBe(3);
        }
    }

    [Fact]
    public async Task Reference_SameKey_IsTheSameGrain()
    {
        (await Probe("same").LookAsync()).Activation.ShouldBe((await Probe("same").LookAsync()).Activation);
        (await Probe("same").LookAsync()).Activation.ShouldNotBe((await Probe("other").LookAsync()).Activation);
    }

    [Fact]
    public async Task IdleGrain_LeavesMemory_AndItsStateComesBack()
    {
        await Probe("idle").AppendAsync("kept");
        Guid first = (await Probe("idle").LookAsync()).Activation;

        await harness.PassLessThanIdleTimeAsync();
        (await Probe("idle").LookAsync()).Activation.ShouldBe(first);

        await harness.PassIdleTimeAsync();
        (ProbeState state, Guid second) = await Probe("idle").LookAsync();
        second.ShouldNotBe(first);
        state.History.ShouldBe(["kept"]);
    }

    [Fact]
    public async Task BusyGrain_IsNotDeactivated()
    {
        Guid before = (await Probe("busy").LookAsync()).Activation;
        Task blocked = Probe("busy").WaitAsync(_gateName);
        await Gate.Entered;

        await harness.PassIdleTimeAsync();
        Gate.Open();
        await blocked.WaitAsync(Soon);

        (await Probe("busy").LookAsync()).Activation.ShouldBe(before);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Exception_ReachesTheCaller_AndTheGrainStaysUsable(bool atOnce)
    {
        await Probe("angry").CountAsync();
        Guid before = (await Probe("angry").LookAsync()).Activation;

        (await Should.ThrowAsync<KeyNotFoundException>(() => Probe("angry").ThrowAsync("no such thing", atOnce))).Message.ShouldBe("no such thing");

        (await Probe("angry").CountAsync()).Count.ShouldBe(2);
        (await Probe("angry").LookAsync()).Activation.ShouldBe(before);
    }

    [Fact]
    public async Task Cancellation_OfAQueuedCall_TakesItOutOfTheQueue()
    {
        using var cancellation = new CancellationTokenSource();
        Task blocked = Probe("queue").WaitAsync(_gateName);
        await Gate.Entered;
        Task queued = Probe("queue").AppendAsync("never", cancellation.Token);
        Task behind = Probe("queue").AppendAsync("behind");

        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => queued.WaitAsync(Soon));
        Gate.Open();
        await Task.WhenAll(blocked, behind).WaitAsync(Soon);

        (await StateAsync("queue")).History.ShouldBe(["behind"]);
    }

    [Fact]
    public async Task Cancellation_OfARunningCall_ReachesTheGrain()
    {
        using var cancellation = new CancellationTokenSource();
        Task running = Probe("running").WaitAsync(_gateName, cancellation.Token);
        await Gate.Entered;

        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => running.WaitAsync(Soon));

        (await Probe("running").CountAsync().WaitAsync(Soon)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Grain_CallsOtherGrains()
    {
        (await Probe("a").CountAlongAsync(["b", "c"])).Count.ShouldBe(1);

        (await StateAsync("c")).Count.ShouldBe(1);
        (await StateAsync("a")).Count.ShouldBe(0);
    }

    [Fact]
    public async Task TwoHostsOverOneStore_LoseNoUpdate()
    {
        IGrainHost other = await harness.StartHostAsync();

        Task all = Task.WhenAll(Enumerable.Range(0, 100).Select(i =>
            Task.Run(() => (i % 2 == 0 ? _host : other).GetGrain<IProbeGrain>("shared").CountAsync())));
        await harness.PassTimeUntilAsync(all.WaitAsync(Soon));
        await harness.PassStateAgeAsync();

        (await StateAsync("shared")).Count.ShouldBe(100);
        (await other.GetGrain<IProbeGrain>("shared").LookAsync()).State.Count.ShouldBe(100);
    }

    [Fact]
    public async Task NewHost_FindsStateOfTheOldOne()
    {
        await Probe("durable").CountAsync();

        IGrainHost next = await harness.StartHostAsync();

        (await next.GetGrain<IProbeGrain>("durable").LookAsync()).State.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(201)]
    public void Reference_KeyOfInvalidLength_IsRefused(int length) =>
        Should.Throw<ArgumentException>(() => Probe(new string('k', length)));

    private IProbeGrain Probe(string key) => _host.GetGrain<IProbeGrain>(key);

    private async Task<ProbeState> StateAsync(string key) => (await Probe(key).LookAsync()).State;
}
