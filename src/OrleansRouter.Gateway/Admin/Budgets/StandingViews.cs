using OrleansRouter.Grains.Budgets;

namespace OrleansRouter.Gateway.Admin.Budgets;

/// <summary>How an account stands.</summary>
/// <param name="TimeZone">Whose days and months.</param>
/// <param name="Day">Today.</param>
/// <param name="Month">This month.</param>
internal sealed record AccountView(string TimeZone, WindowView Day, WindowView Month);

/// <summary>One window of a budget.</summary>
/// <param name="Start">Its first instant.</param>
/// <param name="End">The first instant of the next.</param>
/// <param name="LimitUsd">What may be spent; null: no limit.</param>
/// <param name="SpentUsd">What calls cost, from the ledger.</param>
/// <param name="ReservedUsd">What gateways hold for calls under way and to come; null: there is no limit.</param>
/// <param name="RemainingUsd">What is left beside; null: there is no limit.</param>
internal sealed record WindowView(
    DateTimeOffset Start, DateTimeOffset End, decimal? LimitUsd, decimal SpentUsd, decimal? ReservedUsd, decimal? RemainingUsd)
{
    public static WindowView Of(DateOnly first, DateOnly next, string timeZone, MicroUsd limit, MicroUsd? left, MicroUsd spent) => new(
        BudgetCalendar.StartOf(first, timeZone),
        BudgetCalendar.StartOf(next, timeZone),
        left is null ? null : limit.ToUsd(),
        spent.ToUsd(),
        left is { } unspent ? (limit - spent - unspent).ToUsd() : null,
        left is { } remaining ? MicroUsd.Max(MicroUsd.Zero, remaining).ToUsd() : null);
}

/// <summary>What a tenant's requests cost.</summary>
/// <param name="TimeZone">Whose days and months.</param>
/// <param name="Day">Today.</param>
/// <param name="Month">This month up to today.</param>
internal sealed record UsageView(string TimeZone, SpendView Day, SpendView Month);

/// <summary>Sums over some days.</summary>
/// <param name="From">The first day.</param>
/// <param name="To">The last.</param>
/// <param name="SpentUsd">What calls cost.</param>
/// <param name="SavedUsd">What the policies' best fixed models would have cost more.</param>
/// <param name="UnchargedUsd">What calls cost beyond their bound and their budget.</param>
/// <param name="Requests">Calls that ended, including those that failed and cost nothing.</param>
internal sealed record SpendView(DateOnly From, DateOnly To, decimal SpentUsd, decimal SavedUsd, decimal UnchargedUsd, long Requests)
{
    public static SpendView Of(DateOnly from, DateOnly to, SpendTotals t) =>
        new(from, to, t.Charged.ToUsd(), t.Saved.ToUsd(), t.Beyond.ToUsd(), t.Calls);
}
