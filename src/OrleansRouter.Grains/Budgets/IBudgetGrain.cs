using OrleansRouter.Grains.Hosting;

namespace OrleansRouter.Grains.Budgets;

/// <summary>
/// The money of one account; the key is <see cref="BudgetAccount.Name"/>. It gives leases to gateways, so that no request waits for it as long
/// as their leases last. See docs/decisions/0006.
/// </summary>
public interface IBudgetGrain : IGrain
{
    /// <summary>Gives a gateway money, if as much is left as it needs. Leases of others that have expired are closed before.</summary>
    Task<BudgetGrant> LeaseAsync(BudgetAsk ask, CancellationToken cancellationToken = default);

    /// <summary>Extends a lease, and takes back what its holder does not keep.</summary>
    /// <param name="leaseId">The lease.</param>
    /// <param name="keep">What its holder keeps, at least what it has spent and reserved.</param>
    /// <param name="term">From now on.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The lease; null: it was closed, and nothing more may be spent under it.</returns>
    Task<BudgetLease?> RenewAsync(string leaseId, MicroUsd keep, TimeSpan term, CancellationToken cancellationToken = default);

    /// <summary>Ends a lease; what was not spent under it can be spent again. Repeating it changes nothing.</summary>
    Task CloseAsync(string leaseId, CancellationToken cancellationToken = default);

    /// <summary>What is left, after closing leases that have expired.</summary>
    Task<BudgetStanding> GetAsync(BudgetTerms terms, CancellationToken cancellationToken = default);
}

/// <summary>What a gateway asks an account for.</summary>
/// <param name="Holder">The gateway.</param>
/// <param name="LeaseId">The lease that it holds; null: none that it knows of.</param>
/// <param name="Needed">Less is of no use.</param>
/// <param name="Wanted">What its waiting requests can use.</param>
/// <param name="Terms">What it knows of the settings.</param>
/// <param name="Term">Until when it wants the lease, from now on.</param>
public sealed record BudgetAsk(string Holder, string? LeaseId, MicroUsd Needed, MicroUsd Wanted, BudgetTerms Terms, TimeSpan Term);

/// <summary>What a gateway got.</summary>
/// <param name="Lease">The lease that it holds now; null: none.</param>
/// <param name="Standing">What is left for others.</param>
public sealed record BudgetGrant(BudgetLease? Lease, BudgetStanding Standing);

/// <summary>How an account stands.</summary>
/// <param name="Terms">What holds.</param>
/// <param name="Day">The day.</param>
/// <param name="DayLeft">What of the day's limit is neither spent nor given out; null: no limit.</param>
/// <param name="MonthLeft">The same of the month's.</param>
public sealed record BudgetStanding(BudgetTerms Terms, DateOnly Day, MicroUsd? DayLeft, MicroUsd? MonthLeft)
{
    /// <summary>What can be given out: the smaller of both, at least nothing.</summary>
    public MicroUsd Left =>
        MicroUsd.Max(MicroUsd.Zero, MicroUsd.Min(DayLeft ?? BudgetLimits.Largest, MonthLeft ?? BudgetLimits.Largest));
}
