using OrleansRouter.Grains.Decisions;

namespace OrleansRouter.Grains.Budgets;

/// <summary>
/// What every call cost, an entry per call. An entry is written in the transaction of the record that it belongs to: reserved with the
/// decision, charged with the outcome. So the sum of entries is the sum of receipts, and a call that is under way is known by its entry.
/// </summary>
public interface ILedger
{
    /// <summary>Lets calls be reserved under a lease. Repeating it changes nothing, and a lease that was closed stays closed.</summary>
    Task OpenAsync(string leaseId, CancellationToken cancellationToken);

    /// <summary>Makes a decision durable, and what its call may cost at most. A repeated decision id changes nothing.</summary>
    /// <exception cref="LeaseClosedException">A lease is closed; nothing is written.</exception>
    Task ReserveAsync(DecisionRecord decision, Reservation reservation, CancellationToken cancellationToken);

    /// <summary>Makes an outcome durable, and what the call cost.</summary>
    /// <returns>What is charged: another amount where the call was settled before, because its lease was closed.</returns>
    Task<MicroUsd> SettleAsync(OutcomeRecord outcome, Settlement settlement, CancellationToken cancellationToken);

    /// <summary>
    /// Ends a lease for good. Its calls under way are charged with what was reserved for them and get the outcome <see cref="Abandoned"/>:
    /// nobody knows what they cost, and it is at most that.
    /// </summary>
    /// <returns>What was charged under the lease. Repeating the call changes nothing and returns the same.</returns>
    Task<MicroUsd> CloseAsync(string leaseId, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>Sums an account's entries of some days.</summary>
    Task<SpendTotals> SumAsync(BudgetAccount account, DateOnly first, DateOnly last, CancellationToken cancellationToken);

    /// <summary>The status of an outcome that nobody reported.</summary>
    const string Abandoned = "abandoned";
}

/// <summary>What a call may cost at most, and under which leases.</summary>
/// <param name="Day">The day whose budget it counts to.</param>
/// <param name="Amount">The most that is charged without asking again.</param>
/// <param name="TenantLease">The lease on the tenant's budget; null: it has none.</param>
/// <param name="KeyLease">The lease on the key's budget; null: it has none.</param>
public sealed record Reservation(DateOnly Day, MicroUsd Amount, string? TenantLease, string? KeyLease);

/// <summary>What a call cost.</summary>
/// <param name="KeyId">Public id of the key that was used; null: none.</param>
/// <param name="Day">The day that it counts to.</param>
/// <param name="Charged">What the account pays; the outcome's cost.</param>
/// <param name="Saved">What the policy's best fixed model would have cost more; null without such a model.</param>
/// <param name="Beyond">What it cost beyond that, because it took more than its bound and the budget had no more.</param>
public sealed record Settlement(string? KeyId, DateOnly Day, MicroUsd Charged, MicroUsd? Saved, MicroUsd Beyond);

/// <summary>Sums over ledger entries.</summary>
/// <param name="Charged">What calls cost.</param>
/// <param name="Saved">What the policies' best fixed models would have cost more.</param>
/// <param name="Beyond">What calls cost beyond their bound, and nobody was charged with.</param>
/// <param name="WithoutLease">The part of <paramref name="Charged"/> that was spent while the account had no budget.</param>
/// <param name="Calls">How many calls were charged, including those that cost nothing.</param>
public sealed record SpendTotals(MicroUsd Charged, MicroUsd Saved, MicroUsd Beyond, MicroUsd WithoutLease, long Calls);

/// <summary>A reservation was refused, because its lease was closed. Nothing was written, and the call must not be made.</summary>
/// <param name="reservation">What was asked for.</param>
public sealed class LeaseClosedException(Reservation reservation) : Exception(
    $"A budget lease is closed ({string.Join(", ", new[] { reservation.TenantLease, reservation.KeyLease }.OfType<string>())}); the call was not reserved.");
