using NSubstitute;
using OrleansRouter.Embedded;
using OrleansRouter.Gateway.Budgets;
using OrleansRouter.Grains.Budgets;
using OrleansRouter.Grains.Decisions;
using OrleansRouter.Grains.Hosting;
using OrleansRouter.TestKit.Hosting;
using OrleansRouter.TestKit.Storage;

namespace OrleansRouter.Gateway.Tests.Budgets;

/// <summary>
/// Several gateways that spend one account: real wallets, real grains in a host each over one store, and clocks that disagree by hours. Beside
/// it, exact integers of what calls cost their upstreams. After each step the books must be right.
/// </summary>
internal sealed class BudgetMachine : IAsyncDisposable
{
    private const string Tenant = "acme";
    private static readonly BudgetOptions Options = new() { LeaseTerm = TimeSpan.FromSeconds(60) };
    private static readonly TimeSpan[] Skews = [TimeSpan.Zero, TimeSpan.FromHours(-2), TimeSpan.FromHours(3)];

    private readonly InMemoryStateStore _store = new();
    private readonly InMemoryLedger _ledger = new();
    private readonly Gateway[] _gateways;
    private readonly Dictionary<DateOnly, MicroUsd> _ceilings = [];
    private DateTimeOffset _now = new(2025, 1, 30, 22, 0, 0, TimeSpan.Zero);
    private BudgetTerms _terms = new(new BudgetLimits { Daily = new MicroUsd(1_000), Monthly = new MicroUsd(1_500) }, "UTC", 1);
    private readonly Dictionary<long, BudgetState> _unseen = [];
    private (long Version, BudgetState State) _seen = (0, new BudgetState());
    private MicroUsd _monthCeiling = new(1_500);
    private MicroUsd _billed;
    private int _calls;

    public BudgetMachine()
    {
        _gateways = [.. Skews.Select(skew => new Gateway(this, skew))];
    }

    public int Calls => _calls;

    /// <summary>A request: money is taken, the reservation is written, the upstream is asked.</summary>
    public async Task CallAsync(int gateway, int cheap, int dear, int cost)
    {
        Gateway g = _gateways[gateway % _gateways.Length];
        MicroUsd[] amounts = [.. new[] { new MicroUsd(cheap), new MicroUsd(dear) }.Distinct().Order()];
        if (await g.Wallet.TakeAsync(amounts, _terms, CancellationToken.None) is not { } portion)
        {
            return;
        }

        string id = $"dec_{_calls++}";
        try
        {
            await _ledger.ReserveAsync(
                Records.Decision(id, Tenant), new Reservation(portion.Day, portion.Amount, portion.LeaseId, null), CancellationToken.None);
        }
        catch (LeaseClosedException)
        {
            portion.Drop();
            portion.Settle(portion.Amount);
            return;
        }

        // What it costs is decided now, and known to the upstream alone until it is settled.
        MicroUsd real = new(cost % (portion.Amount.Value + 1));
        _billed += real;
        g.UnderWay.Add((id, portion, real));
    }

    /// <summary>An answer: charged with what it cost, or more than its bound; or the write fails and nobody knows.</summary>
    public async Task SettleAsync(int gateway, int which, int beyond, bool isLost)
    {
        Gateway g = _gateways[gateway % _gateways.Length];
        if (g.UnderWay.Count == 0)
        {
            return;
        }

        (string id, Portion portion, MicroUsd real) = g.UnderWay[which % g.UnderWay.Count];
        g.UnderWay.RemoveAt(which % g.UnderWay.Count);
        if (isLost)
        {
            portion.Settle(portion.Amount);
            return;
        }

        MicroUsd cost = real + new MicroUsd(beyond);
        await portion.GrowAsync(cost);
        MicroUsd charged = MicroUsd.Min(cost, portion.Amount);
        OutcomeRecord outcome = Records.Outcome(id, Tenant) with { CostUsd = charged.ToDoubleUsd() };
        portion.Settle(await _ledger.SettleAsync(
            outcome, new Settlement(null, portion.Day, charged, null, cost - charged), CancellationToken.None));
    }

    public Task RenewAsync(int gateway) => _gateways[gateway % _gateways.Length].Wallet.RenewAsync(CancellationToken.None);

    /// <summary>A gateway stops in order, as far as its calls allow.</summary>
    public Task StopAsync(int gateway)
    {
        Wallet wallet = _gateways[gateway % _gateways.Length].Wallet;
        wallet.Retire();
        return wallet.RenewAsync(CancellationToken.None);
    }

    /// <summary>SIGKILL, and a new process in its place; what it had under way is never settled.</summary>
    public async Task CrashAsync(int gateway)
    {
        int index = gateway % _gateways.Length;
        await _gateways[index].DisposeAsync();
        _gateways[index] = new Gateway(this, Skews[index]);
    }

    /// <summary>Time passes, in which every gateway may have stood still.</summary>
    public void Advance(TimeSpan by) => _now += by;

    /// <summary>Gateways know the new budget from now on; the account hears of it with the first request for money that follows.</summary>
    public Task SetBudgetAsync(int daily, int monthly)
    {
        _terms = new BudgetTerms(new BudgetLimits { Daily = new MicroUsd(daily), Monthly = new MicroUsd(monthly) }, "UTC", _terms.Revision + 1);
        return Task.CompletedTask;
    }

    /// <summary>What must hold at any time.</summary>
    public async Task CheckAsync()
    {
        // Gateways ask ahead while steps go on, so that a step may write more than one state.
        while (_store.Written.TryDequeue(out StoredState? written))
        {
            _unseen[written.Version] = GrainJson.Read<BudgetState>(written.Value.Span);
        }

        while (_unseen.Remove(_seen.Version + 1, out BudgetState? next))
        {
            Check(_seen.State, next);
            _seen = (_seen.Version + 1, next);
        }

        LedgerEntry[] entries = [.. _ledger.Entries.Values];
        foreach (var day in entries.GroupBy(e => e.Reservation.Day))
        {
            Sum(day).ShouldBeLessThanOrEqualTo(CeilingOf(day.Key, _seen.State), $"charged and reserved on {day.Key}");
        }

        Sum(entries).ShouldBeGreaterThanOrEqualTo(_billed, "what upstreams bill is charged or reserved");
    }

    /// <summary>In the end: all gateways are gone, and what they held is back.</summary>
    public async Task CheckEndAsync()
    {
        foreach (int i in Enumerable.Range(0, _gateways.Length))
        {
            await CrashAsync(i);
        }

        Advance(TimeSpan.FromHours(12));
        await _gateways[0].Grains.GetGrain<IBudgetGrain>(Tenant).GetAsync(_terms);
        BudgetState state = await StateAsync();
        state.Leases.ShouldBeEmpty();
        LedgerEntry[] entries = [.. _ledger.Entries.Values];
        entries.ShouldAllBe(e => e.Charged != null && e.Status != null);
        entries.Length.ShouldBeLessThanOrEqualTo(_calls);
        state.DaySpent.ShouldBe(Sum(entries.Where(e => e.Reservation.Day == state.Day)));
        state.MonthSpent.ShouldBe(Sum(entries.Where(e => state.IsThisMonth(e.Reservation.Day))));
        await CheckAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (Gateway gateway in _gateways)
        {
            await gateway.DisposeAsync();
        }
    }

    private void Check(BudgetState before, BudgetState state)
    {
        if (state.Terms.Revision > Math.Max(before.Terms.Revision, 1))
        {
            // What was given out before stays given out; nothing more is given beyond the new limits.
            _ceilings[before.Day] = MicroUsd.Max(state.Terms.Limits.Daily, OfDay(before));
            _monthCeiling = MicroUsd.Max(state.Terms.Limits.Monthly, OfMonth(before));
        }

        OfDay(state).ShouldBeLessThanOrEqualTo(CeilingOf(state.Day, state), "spent and given out that day");
        if (state.Day.Month == 1)
        {
            OfMonth(state).ShouldBeLessThanOrEqualTo(_monthCeiling, "spent and given out in January");
        }
    }

    private static MicroUsd OfDay(BudgetState s) => s.DaySpent + s.DayElsewhere + new MicroUsd(s.Leases.Where(l => l.Day == s.Day).Sum(l => l.Amount.Value));

    private static MicroUsd OfMonth(BudgetState s) =>
        s.MonthSpent + s.MonthElsewhere + new MicroUsd(s.Leases.Where(l => s.IsThisMonth(l.Day)).Sum(l => l.Amount.Value));

    private static MicroUsd Sum(IEnumerable<LedgerEntry> entries) => new(entries.Sum(e => (e.Charged ?? e.Reservation.Amount).Value));

    private MicroUsd CeilingOf(DateOnly day, BudgetState state) =>
        _ceilings.TryGetValue(day, out MicroUsd ceiling) ? ceiling : _ceilings[day] = state.Terms.Limits.Daily;

    private async Task<BudgetState> StateAsync() => await _store.ReadAsync("budget", Tenant, CancellationToken.None) is { } stored
        ? GrainJson.Read<BudgetState>(stored.Value.Span)
        : new BudgetState();

    private sealed class Gateway : IAsyncDisposable
    {
        public Gateway(BudgetMachine machine, TimeSpan skew)
        {
            var time = new SteppedTime(skew, () => machine._now);
            var services = Substitute.For<IServiceProvider>();
            services.GetService(typeof(ILedger)).Returns(machine._ledger);
            Grains = new EmbeddedGrainHost(machine._store, time: time, services: services);
            Wallet = new Wallet(new BudgetAccount(Tenant), Grains, Options, time);
        }

        public EmbeddedGrainHost Grains { get; }

        public Wallet Wallet { get; }

        public List<(string Id, Portion Portion, MicroUsd Real)> UnderWay { get; } = [];

        public ValueTask DisposeAsync() => Grains.DisposeAsync();
    }
}
