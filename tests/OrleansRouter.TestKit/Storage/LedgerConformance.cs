using OrleansRouter.Grains.Budgets;
using OrleansRouter.Grains.Decisions;
using OrleansRouter.Storage.Relational;

namespace OrleansRouter.TestKit.Storage;

/// <summary>What every <see cref="ILedger"/> must do.</summary>
public abstract class LedgerConformance(TemporaryDatabase database) : StoreConformance(database)
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly DateOnly Day = new(2025, 3, 1);

    [SkippableFact]
    public async Task Settle_WithoutReservation_WritesOutcomeAndEntry()
    {
        await Store.Decisions.AppendAsync(Records.Decision("dec_1"), None);
        (await SettleAsync("dec_1", 23, saved: 7, beyond: 3)).ShouldBe(new MicroUsd(23));

        (await Store.Decisions.FindAsync("acme", "dec_1", None))!.Outcome!.CostUsd.ShouldBe(23e-6);
        (await SumAsync()).ShouldBe(Totals(charged: 23, saved: 7, beyond: 3, withoutLease: 23, calls: 1));
    }

    [SkippableFact]
    public async Task Reserve_ThenSettle_ChargesOnce()
    {
        await Store.Ledger.OpenAsync("L", None);
        await ReserveAsync("dec_1", 100, "L");
        (await SumAsync()).ShouldBe(Totals());

        (await SettleAsync("dec_1", 40)).ShouldBe(new MicroUsd(40));
        (await SettleAsync("dec_1", 50)).ShouldBe(new MicroUsd(40));

        (await SumAsync()).ShouldBe(Totals(charged: 40, calls: 1));
        (await CloseAsync("L")).ShouldBe(new MicroUsd(40));
        (await Store.Decisions.FindAsync("acme", "dec_1", None))!.Outcome!.CostUsd.ShouldBe(40e-6);
    }

    [SkippableFact]
    public async Task Reserve_UnderALeaseThatIsNotOpen_WritesNothing()
    {
        await Store.Ledger.OpenAsync("open", None);
        await Store.Ledger.OpenAsync("closed", None);
        await CloseAsync("closed");

        await Should.ThrowAsync<LeaseClosedException>(() => ReserveAsync("dec_1", 1, "never opened"));
        await Should.ThrowAsync<LeaseClosedException>(() => ReserveAsync("dec_2", 1, "closed"));
        await Should.ThrowAsync<LeaseClosedException>(() => ReserveAsync("dec_3", 1, "open", "closed"));

        (await Store.Decisions.ReadAsync(0, None).CountAsync()).ShouldBe(0);
        (await CloseAsync("open")).ShouldBe(MicroUsd.Zero);
    }

    [SkippableFact]
    public async Task Reserve_Repeated_KeepsTheFirst()
    {
        await Store.Ledger.OpenAsync("L", None);
        await ReserveAsync("dec_1", 100, "L");
        await ReserveAsync("dec_1", 500, "L");

        (await CloseAsync("L")).ShouldBe(new MicroUsd(100));
    }

    [SkippableFact]
    public async Task Close_ChargesWhatIsUnderWay_WithItsBound_AndALateOutcomeChangesNothing()
    {
        await Store.Ledger.OpenAsync("L", None);
        await ReserveAsync("dec_done", 100, "L");
        await ReserveAsync("dec_open", 70, "L");
        await SettleAsync("dec_done", 9);

        (await CloseAsync("L")).ShouldBe(new MicroUsd(79));
        (await SettleAsync("dec_open", 5)).ShouldBe(new MicroUsd(70));
        (await CloseAsync("L")).ShouldBe(new MicroUsd(79));

        OutcomeRecord abandoned = (await Store.Decisions.FindAsync("acme", "dec_open", None))!.Outcome.ShouldNotBeNull();
        (abandoned.Status, abandoned.CostUsd, abandoned.ModelId, abandoned.Attempts.Count).ShouldBe((ILedger.Abandoned, 70e-6, null, 0));
        abandoned.CompletedAt.ShouldBe(Records.Noon);
        (await SumAsync()).ShouldBe(Totals(charged: 79, calls: 2));
    }

    [SkippableFact]
    public async Task Open_AfterClose_StaysClosed()
    {
        (await CloseAsync("L")).ShouldBe(MicroUsd.Zero);
        await Store.Ledger.OpenAsync("L", None);

        await Should.ThrowAsync<LeaseClosedException>(() => ReserveAsync("dec_1", 1, "L"));
    }

    [SkippableFact]
    public async Task Sum_IsOfTheAccountAndItsDays_AndTellsWhatHadNoLease()
    {
        await Store.Ledger.OpenAsync("T", None);
        await Store.Ledger.OpenAsync("K", None);
        await ReserveAsync("dec_1", 10, "T", "K");
        await ReserveAsync("dec_2", 10, "T");
        await SettleAsync("dec_1", 1);
        await SettleAsync("dec_2", 2);
        await SettleAsync("dec_3", 4);
        await SettleAsync("dec_4", 8, day: Day.AddDays(1));
        await SettleAsync("dec_5", 16, tenant: "evil");
        await SettleAsync("dec_6", 32, key: "other");

        (await SumAsync()).ShouldBe(Totals(charged: 39, withoutLease: 36, calls: 4));
        (await SumAsync(key: "k1")).ShouldBe(Totals(charged: 7, withoutLease: 6, calls: 3));
        (await Store.Ledger.SumAsync(new BudgetAccount("acme"), Day, Day.AddDays(1), None)).Charged.ShouldBe(new MicroUsd(47));
        (await CloseAsync("T")).ShouldBe(new MicroUsd(3));
        (await CloseAsync("K")).ShouldBe(new MicroUsd(1));
    }

    [SkippableFact]
    public async Task Close_WhileManyReserve_CountsEveryReservationThatHeld()
    {
        RelationalStore[] stores = [Store, await OpenAnotherAsync()];
        await Store.Ledger.OpenAsync("L", None);
        Task<bool>[] reservations = [.. Enumerable.Range(0, 400).Select(i => Task.Run(() => HeldAsync(stores[i % 2], $"dec_{i}")))];
        await reservations[20];

        MicroUsd spent = await CloseAsync("L");

        (await Task.WhenAll(reservations)).Count(held => held).ShouldBe((int)spent.Value);
        (await SumAsync()).ShouldBe(Totals(charged: spent.Value, calls: spent.Value));
        (await Store.Decisions.ReadAsync(0, None).CountAsync(d => d.Entry.Outcome!.Status == ILedger.Abandoned)).ShouldBe((int)spent.Value);
    }

    [SkippableFact]
    public async Task Settle_ManyAtOnce_SomeOfThemTwice_TheFirstWordOnEachHolds()
    {
        await Store.Ledger.OpenAsync("L", None);
        await Task.WhenAll(Enumerable.Range(0, 40).Where(i => i % 2 == 0).Select(i => ReserveAsync($"dec_{i}", 100, "L")));
        await Task.WhenAll(Enumerable.Range(0, 10).Select(i => SettleAsync($"dec_{i}", 1_000 + i)));

        // The first ten a second time, and one that is new twice at once.
        MicroUsd[] charged = await Task.WhenAll(Enumerable.Range(0, 40).Append(39).Select(i => SettleAsync($"dec_{i}", i, saved: i % 3 == 0 ? 1 : null)));

        charged.ShouldBe(Enumerable.Range(0, 40).Append(39).Select(i => new MicroUsd(i < 10 ? 1_000 + i : i)));
        (await SumAsync()).ShouldBe(Totals(
            charged: charged[..40].Sum(c => c.Value), saved: 10, withoutLease: charged[..40].Where((_, i) => i % 2 == 1).Sum(c => c.Value), calls: 40));
    }

    [SkippableFact]
    public async Task Settle_WithAnotherCostThanItsOutcome_IsRefused()
    {
        var settlement = new Settlement("k1", Day, new MicroUsd(2), null, MicroUsd.Zero);
        ArgumentException refused = await Should.ThrowAsync<ArgumentException>(
            () => Store.Ledger.SettleAsync(Records.Outcome("dec_1") with { CostUsd = 1e-6 }, settlement, None));
        refused.Message.ShouldBe("Settlement of decision 'dec_1': charged is 0.000002; expected the outcome's cost_usd, 1E-06.");
    }

    private static async Task<bool> HeldAsync(RelationalStore store, string id)
    {
        try
        {
            await store.Ledger.ReserveAsync(Records.Decision(id), new Reservation(Day, new MicroUsd(1), "L", null), None);
            return true;
        }
        catch (LeaseClosedException)
        {
            return false;
        }
    }

    private static SpendTotals Totals(long charged = 0, long saved = 0, long beyond = 0, long withoutLease = 0, long calls = 0) =>
        new(new(charged), new(saved), new(beyond), new(withoutLease), calls);

    private Task ReserveAsync(string id, long amount, string tenantLease, string? keyLease = null) =>
        Store.Ledger.ReserveAsync(Records.Decision(id), new Reservation(Day, new MicroUsd(amount), tenantLease, keyLease), None);

    private Task<MicroUsd> SettleAsync(
        string id, long charged, long? saved = null, long beyond = 0, string tenant = "acme", string key = "k1", DateOnly? day = null) =>
        Store.Ledger.SettleAsync(
            Records.Outcome(id, tenant) with { CostUsd = new MicroUsd(charged).ToDoubleUsd() },
            new Settlement(key, day ?? Day, new MicroUsd(charged), saved is { } value ? new MicroUsd(value) : null, new MicroUsd(beyond)),
            None);

    private Task<MicroUsd> CloseAsync(string lease) => Store.Ledger.CloseAsync(lease, Records.Noon, None);

    private Task<SpendTotals> SumAsync(string? key = null) => Store.Ledger.SumAsync(new BudgetAccount("acme", key), Day, Day, None);
}
