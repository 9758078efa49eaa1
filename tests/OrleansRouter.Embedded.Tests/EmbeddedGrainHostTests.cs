using System.ComponentModel.DataAnnotations;
using System.Text;
using OrleansRouter.Grains.Hosting;
using OrleansRouter.Grains.Tenants;
using OrleansRouter.TestKit.Hosting;

namespace OrleansRouter.Embedded.Tests;

public sealed class EmbeddedGrainHostTests : IAsyncLifetime
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);
    private readonly string _gateName = $"{Guid.NewGuid()}";
    private readonly InMemoryStateStore _store = new();
    private readonly FakeTimeProvider _clock = new();
    private EmbeddedGrainHost _host = null!;

    private ProbeGate Gate => ProbeGate.Named(_gateName);

    public Task InitializeAsync()
    {
        _host = new EmbeddedGrainHost(_store, EmbeddedHarness.Options, _clock, EmbeddedHarness.Catalog);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        Gate.Open();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task Grain_CallingItselfThroughOthers_IsToldInsteadOfWaitingForEver()
    {
        var error = await Should.ThrowAsync<InvalidOperationException>(() => Probe("a").CountAlongAsync(["b", "a"]).WaitAsync(Soon));

        error.Message.ShouldBe(
            "A grain calls itself through the host and would wait for ever: ProbeGrain 'a' → ProbeGrain 'b' → ProbeGrain 'a'.");
        (await Probe("a").CountAsync().WaitAsync(Soon)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Caller_AfterATurn_MayCallTheSameGrainAgain()
    {
        await Probe("a").CountAlongAsync(["b"]);

        (await Probe("b").CountAlongAsync(["a"])).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Activation_StoreFails_CallerSeesIt_AndTheNextCallTriesAgain()
    {
        _store.Failure = new IOException("disk on fire");
        (await Should.ThrowAsync<IOException>(() => Probe("a").LookAsync())).Message.ShouldBe("disk on fire");

        _store.Failure = null;
        (await Probe("a").CountAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Update_StoreFails_StateInMemoryIsUnchanged()
    {
        await Probe("a").CountAsync();
        _store.Failure = new IOException("disk full");
        await Should.ThrowAsync<IOException>(() => Probe("a").AppendAsync("lost"));
        _store.Failure = null;

        (await Probe("a").LookAsync()).State.History.ShouldBeEmpty();
        (await Probe("a").LookAsync()).State.Count.ShouldBe(1);
    }

    [Fact]
    public async Task State_OfDamagedBytes_IsNamedInTheError()
    {
        await _store.WriteAsync("probe", "a", 0, Encoding.UTF8.GetBytes("{\"count\": \"many\"}"), default);

        var error = await Should.ThrowAsync<InvalidDataException>(() => Probe("a").LookAsync());

        error.Message.ShouldStartWith("State probe 'a', version 1, cannot be read: The JSON value could not be converted");
    }

    [Fact]
    public async Task State_WrittenByAnotherProcess_IsSeenAfterItsAge()
    {
        await Probe("a").CountAsync();
        await _store.WriteAsync("probe", "a", 1, GrainJson.Write(new ProbeState { Count = 41 }), default);
        (await Probe("a").LookAsync()).State.Count.ShouldBe(1);

        _clock.Advance(EmbeddedHarness.Options.MaxStateAge * 1.01);

        (await Probe("a").LookAsync()).State.Count.ShouldBe(41);
    }

    [Fact]
    public async Task State_WithinItsAge_IsNotReadAgain()
    {
        await Probe("a").LookAsync();
        int reads = _store.Reads;

        await Probe("a").LookAsync();
        await Probe("a").CountAsync();

        _store.Reads.ShouldBe(reads);
    }

    [Fact]
    public async Task Refusal_OnStaleState_IsCheckedAgainstTheStore()
    {
        await using var host = new EmbeddedGrainHost(_store, EmbeddedHarness.Options, _clock);
        var tenant = host.GetGrain<ITenantGrain>("acme");
        (await tenant.GetAsync()).ShouldBeNull();
        var written = new TenantState { DisplayName = "Acme", Revision = 1, PreviousPolicyIds = ["old"], PolicyId = "new" };
        await _store.WriteAsync("tenant", "acme", 0, GrainJson.Write(written), default);

        (await tenant.RollBackPolicyAsync()).PolicyId.ShouldBe("old");
    }

    [Fact]
    public async Task NoChange_OnStaleState_IsCheckedAgainstTheStore()
    {
        await using var host = new EmbeddedGrainHost(_store, EmbeddedHarness.Options, _clock);
        var tenant = host.GetGrain<ITenantGrain>("acme");
        await tenant.CreateAsync(new TenantUpdate());
        TenantState mine = await tenant.PromotePolicyAsync("mine");
        await _store.WriteAsync("tenant", "acme", 2, GrainJson.Write(mine with { PolicyId = "theirs", Revision = 3 }), default);

        (await tenant.PromotePolicyAsync("mine")).Revision.ShouldBe(4);
    }

    [Fact]
    public async Task Update_OthersAlwaysWriteFirst_GivesUpWithAnError()
    {
        var store = new AlwaysConflictingStore();
        await using var host = new EmbeddedGrainHost(
            store, EmbeddedHarness.Options with { MaxUpdateAttempts = 3 }, catalog: EmbeddedHarness.Catalog);

        var error = await Should.ThrowAsync<StateConflictException>(() => host.GetGrain<IProbeGrain>("a").CountAsync().WaitAsync(Soon));

        error.Message.ShouldBe("State probe 'a' was not written: other writers came first in each of 3 attempts.");
        store.Writes.ShouldBe(4);
    }

    [Fact]
    public async Task Idle_Grains_LeaveMemory()
    {
        foreach (int i in Enumerable.Range(0, 100))
        {
            await Probe($"{i}").LookAsync();
        }

        _host.ActiveGrains.ShouldBe(100);
        _clock.Advance(EmbeddedHarness.Options.IdleTimeout * 2);
        _host.ActiveGrains.ShouldBe(0);
    }

    [Fact]
    public async Task References_WithoutCalls_ActivateNothing()
    {
        IProbeGrain[] references = [.. Enumerable.Range(0, 100_000).Select(i => Probe($"{i}"))];

        _host.ActiveGrains.ShouldBe(0);
        (await references[^1].CountAsync()).Count.ShouldBe(1);
        _host.ActiveGrains.ShouldBe(1);
    }

    [Fact]
    public async Task Dispose_LetsCallsUnderWayEnd_AndRefusesNewOnes()
    {
        Task running = Probe("a").WaitAsync(_gateName);
        await Gate.Entered;
        Task queued = Probe("a").AppendAsync("accepted");
        Task disposal = _host.DisposeAsync().AsTask();

        await Should.ThrowAsync<ObjectDisposedException>(() => Probe("b").CountAsync());
        disposal.IsCompleted.ShouldBeFalse();
        Gate.Open();
        await Task.WhenAll(disposal, running, queued).WaitAsync(Soon);

        (await _store.ReadAsync("probe", "a", default)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Dispose_CallNeverEnds_TimesOut()
    {
        Task running = Probe("a").WaitAsync(_gateName);
        await Gate.Entered;
        Task disposal = _host.DisposeAsync().AsTask();

        _clock.Advance(EmbeddedHarness.Options.ShutdownTimeout);

        (await Should.ThrowAsync<TimeoutException>(() => disposal.WaitAsync(Soon))).Message
            .ShouldBe("The grain host was stopped with 1 calls still under way after 30 s.");
        Gate.Open();
        await running.WaitAsync(Soon);
    }

    [Fact]
    public void Options_OutOfRange_AreRefused() => Should.Throw<ValidationException>(
        () => new EmbeddedGrainHost(_store, new EmbeddedHostOptions { IdleTimeout = TimeSpan.Zero })).Message.ShouldContain("IdleTimeout");

    [Fact]
    public void Reference_ToAnUnknownInterface_ListsTheGrainsThatExist() =>
        Should.Throw<ArgumentException>(() => _host.GetGrain<ITenantGrain>("acme")).Message
            .ShouldBe("No grain implements ITenantGrain; there are: IProbeGrain.");

    private IProbeGrain Probe(string key) => _host.GetGrain<IProbeGrain>(key);

    private sealed class AlwaysConflictingStore : IStateStore
    {
        public int Writes { get; private set; }

        public Task<StoredState?> ReadAsync(string kind, string key, CancellationToken cancellationToken) =>
            Task.FromResult<StoredState?>(null);

        public Task<long?> WriteAsync(
            string kind, string key, long expectedVersion, ReadOnlyMemory<byte> value, Fence? fence, CancellationToken cancellationToken)
        {
            Writes++;
            return Task.FromResult<long?>(null);
        }

        public Task<bool> DeleteAsync(string kind, string key, long expectedVersion, CancellationToken cancellationToken) =>
            Task.FromResult(false);

        public IAsyncEnumerable<StoredState> ListAsync(string kind, CancellationToken cancellationToken) =>
            AsyncEnumerable.Empty<StoredState>();
    }
}
