using OrleansRouter.Grains.Budgets;
using OrleansRouter.Grains.Decisions;

namespace OrleansRouter.TestKit.Hosting;

/// <summary>One row of <see cref="InMemoryLedger"/>.</summary>
public sealed record LedgerEntry(BudgetAccount Account, Reservation Reservation, MicroUsd? Charged, string? Status);

/// <summary>A ledger in memory, for tests of those who write it. It does what the engines' ledgers do, one call at a time.</summary>
public sealed class InMemoryLedger : ILedger
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, LedgerEntry> _entries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, bool> _isOpen = new(StringComparer.Ordinal);

    /// <summary>Every entry so far, by decision.</summary>
    public IReadOnlyDictionary<string, LedgerEntry> Entries
    {
        get
        {
            lock (_lock)
            {
                return new Dictionary<string, LedgerEntry>(_entries);
            }
        }
    }

    public Task OpenAsync(string leaseId, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _isOpen.TryAdd(leaseId, true);
            return Task.CompletedTask;
        }
    }

    public Task ReserveAsync(DecisionRecord decision, Reservation reservation, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (new[] { reservation.TenantLease, reservation.KeyLease }.OfType<string>().Any(lease => !_isOpen.GetValueOrDefault(lease)))
            {
                return Task.FromException(new LeaseClosedException(reservation));
            }

            _entries.TryAdd(decision.DecisionId, new LedgerEntry(new BudgetAccount(decision.TenantId, decision.KeyId), reservation, null, null));
            return Task.CompletedTask;
        }
    }

    public Task<MicroUsd> SettleAsync(OutcomeRecord outcome, Settlement settlement, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            LedgerEntry entry = _entries.GetValueOrDefault(outcome.DecisionId)
                ?? new LedgerEntry(new(outcome.TenantId, settlement.KeyId), new(settlement.Day, MicroUsd.Zero, null, null), null, null);
            entry = entry.Charged is null ? entry with { Charged = settlement.Charged, Status = outcome.Status } : entry;
            _entries[outcome.DecisionId] = entry;
            return Task.FromResult(entry.Charged!.Value);
        }
    }

    public Task<MicroUsd> CloseAsync(string leaseId, DateTimeOffset at, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _isOpen[leaseId] = false;
            MicroUsd sum = MicroUsd.Zero;
            foreach ((string id, LedgerEntry entry) in _entries.Where(e => e.Value.Reservation.TenantLease == leaseId || e.Value.Reservation.KeyLease == leaseId))
            {
                sum += (entry.Charged ?? entry.Reservation.Amount);
                _entries[id] = entry.Charged is null ? entry with { Charged = entry.Reservation.Amount, Status = ILedger.Abandoned } : entry;
            }

            return Task.FromResult(sum);
        }
    }

    public Task<SpendTotals> SumAsync(BudgetAccount account, DateOnly first, DateOnly last, CancellationToken cancellationToken)
    {
        LedgerEntry[] found =
        [
            .. Entries.Values.Where(e => e.Account.TenantId == account.TenantId && (account.KeyId is null || e.Account.KeyId == account.KeyId)
                && e.Charged is not null && e.Reservation.Day >= first && e.Reservation.Day <= last),
        ];
        bool HasLease(LedgerEntry e) => (account.KeyId is null ? e.Reservation.TenantLease : e.Reservation.KeyLease) is not null;
        return Task.FromResult(new SpendTotals(
            Sum(found), MicroUsd.Zero, MicroUsd.Zero, Sum(found.Where(e => !HasLease(e))), found.Length));
    }

    private static MicroUsd Sum(IEnumerable<LedgerEntry> entries) => new(entries.Sum(e => e.Charged!.Value.Value));
}
