using OrleansRouter.Grains.Hosting;

namespace OrleansRouter.Grains.Budgets;

/// <summary>
/// Identity, state and order of one account; what changes is in <see cref="BudgetTransitions"/>. A lease is closed in the ledger first and then
/// in the state: in between it still counts whole, and a repetition finds the same sum.
/// </summary>
[GrainState("budget")]
public class BudgetGrain(string name, IDurableState<BudgetState> state, ILedger ledger, TimeProvider time) : IBudgetGrain
{
    private readonly BudgetAccount _account = BudgetAccount.Parse(name);

    /// <inheritdoc/>
    public async Task<BudgetGrant> LeaseAsync(BudgetAsk ask, CancellationToken cancellationToken = default)
    {
        await OpenAsync(ask.Terms, ask.LeaseId, cancellationToken);
        DateTimeOffset now = time.GetUtcNow();
        string newId = Guid.CreateVersion7(now).ToString("N");
        BudgetState after = await state.UpdateAsync(s => BudgetTransitions.Grant(s, ask, newId, now + ask.Term), cancellationToken);
        BudgetLease? lease = after.LeaseOf(ask.Holder);
        if (lease is not null && lease.Id != ask.LeaseId)
        {
            await ledger.OpenAsync(lease.Id, cancellationToken);
        }

        return new BudgetGrant(lease, BudgetTransitions.Standing(after));
    }

    /// <inheritdoc/>
    public async Task<BudgetLease?> RenewAsync(string leaseId, MicroUsd keep, TimeSpan term, CancellationToken cancellationToken = default)
    {
        DateTimeOffset expiresAt = time.GetUtcNow() + term;
        BudgetState after = await state.UpdateAsync(s => BudgetTransitions.Renew(s, leaseId, keep, expiresAt), cancellationToken);
        return after.Leases.FirstOrDefault(l => l.Id == leaseId);
    }

    /// <inheritdoc/>
    public async Task CloseAsync(string leaseId, CancellationToken cancellationToken = default)
    {
        MicroUsd spent = await ledger.CloseAsync(leaseId, time.GetUtcNow(), cancellationToken);
        await state.UpdateAsync(s => BudgetTransitions.Close(s, leaseId, spent), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<BudgetStanding> GetAsync(BudgetTerms terms, CancellationToken cancellationToken = default)
    {
        await OpenAsync(terms, except: null, cancellationToken);
        return BudgetTransitions.Standing(state.Value);
    }

    /// <summary>Closes what has expired, and goes on to the present day and terms.</summary>
    private async Task OpenAsync(BudgetTerms terms, string? except, CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        foreach (BudgetLease expired in state.Value.Leases.Where(l => l.ExpiresAt <= now && l.Id != except))
        {
            await CloseAsync(expired.Id, cancellationToken);
        }

        bool hasNews = terms.Revision > state.Value.Terms.Revision;
        DateOnly day = BudgetTransitions.DayOf(state.Value, terms, now);
        if (hasNews || day > state.Value.Day)
        {
            MicroUsd today = await WithoutLeaseAsync(day, day, cancellationToken);
            MicroUsd? month = hasNews ? await WithoutLeaseAsync(BudgetCalendar.MonthOf(day), day, cancellationToken) : null;
            await state.UpdateAsync(s => BudgetTransitions.Open(s, terms, day, today, month), cancellationToken);
        }
    }

    private async Task<MicroUsd> WithoutLeaseAsync(DateOnly first, DateOnly last, CancellationToken cancellationToken) =>
        (await ledger.SumAsync(_account, first, last, cancellationToken)).WithoutLease;
}
