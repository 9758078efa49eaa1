namespace OrleansRouter.Grains.Budgets;

/// <summary>
/// The pure changes of an account. In every one, what was spent and what is given out stay within the limits together; lowering a limit below
/// that takes nothing back, and nothing more is given. A change that alters nothing returns its argument.
/// </summary>
internal static class BudgetTransitions
{
    /// <summary>A gateway gets at least this part of what is left, so that it asks seldom while there is much, and holds little when there is not.</summary>
    public const int LeaseShare = 16;

    /// <summary>The present day: that of the clock, never one before <see cref="BudgetState.Day"/>.</summary>
    public static DateOnly DayOf(BudgetState state, BudgetTerms terms, DateTimeOffset now)
    {
        BudgetTerms newest = Newest(state, terms);
        DateOnly day = BudgetCalendar.DayOf(now, newest.TimeZone);
        return day > state.Day ? day : state.Day;
    }

    /// <summary>Takes over newer terms and goes on to a new day.</summary>
    /// <param name="state">The account.</param>
    /// <param name="terms">What a gateway knows of the settings.</param>
    /// <param name="day">The day, see <see cref="DayOf"/>.</param>
    /// <param name="today">What was spent that day without a lease.</param>
    /// <param name="month">What was spent in its month without a lease; null: not looked up.</param>
    public static BudgetState Open(BudgetState state, BudgetTerms terms, DateOnly day, MicroUsd today, MicroUsd? month)
    {
        BudgetState known = state with { Terms = Newest(state, terms) };
        if (day < state.Day)
        {
            return known == state ? state : known;
        }

        bool sameDay = day == state.Day, sameMonth = state.IsThisMonth(day);
        MicroUsd elsewhere = !sameMonth ? today : sameDay ? state.MonthElsewhere : state.MonthElsewhere + today;
        BudgetState opened = known with
        {
            Day = day,
            DaySpent = sameDay ? state.DaySpent : MicroUsd.Zero,
            MonthSpent = sameMonth ? state.MonthSpent : MicroUsd.Zero,
            DayElsewhere = sameDay ? MicroUsd.Max(state.DayElsewhere, today) : today,
            MonthElsewhere = MicroUsd.Max(elsewhere, month ?? MicroUsd.Zero),
        };
        return opened == state ? state : opened;
    }

    /// <summary>Gives a gateway money, as part of the lease that it holds or of a new one; nothing where less is left than it needs.</summary>
    public static BudgetState Grant(BudgetState state, BudgetAsk ask, string newLeaseId, DateTimeOffset expiresAt)
    {
        MicroUsd left = Standing(state).Left;
        MicroUsd share = new(left.Value / LeaseShare);
        MicroUsd grant = left < ask.Needed ? MicroUsd.Zero : MicroUsd.Min(left, MicroUsd.Max(MicroUsd.Max(ask.Needed, ask.Wanted), share));
        if (grant <= MicroUsd.Zero)
        {
            return state;
        }

        BudgetLease? held = state.LeaseOf(ask.Holder);
        BudgetLease lease = held is null
            ? new BudgetLease(newLeaseId, ask.Holder, grant, state.Day, expiresAt)
            : held with { Amount = held.Amount + grant, ExpiresAt = expiresAt };
        return state with { Leases = [.. state.Leases.Where(l => l.Id != lease.Id), lease] };
    }

    /// <summary>Extends a lease, and takes back what its holder does not keep.</summary>
    public static BudgetState Renew(BudgetState state, string leaseId, MicroUsd keep, DateTimeOffset expiresAt) => state.Leases.Any(l => l.Id == leaseId)
        ? state with
        {
            Leases = [.. state.Leases.Select(l => l.Id == leaseId ? l with { Amount = MicroUsd.Min(l.Amount, keep), ExpiresAt = expiresAt } : l)],
        }
        : state;

    /// <summary>Ends a lease: what was spent under it stays spent, the rest is there again.</summary>
    public static BudgetState Close(BudgetState state, string leaseId, MicroUsd spent)
    {
        BudgetLease? lease = state.Leases.FirstOrDefault(l => l.Id == leaseId);
        return lease is null ? state : state with
        {
            Leases = [.. state.Leases.Where(l => l.Id != leaseId)],
            DaySpent = lease.Day == state.Day ? state.DaySpent + spent : state.DaySpent,
            MonthSpent = state.IsThisMonth(lease.Day) ? state.MonthSpent + spent : state.MonthSpent,
        };
    }

    /// <summary>How an account stands.</summary>
    public static BudgetStanding Standing(BudgetState state) => new(state.Terms, state.Day, state.DayLeft, state.MonthLeft);

    private static BudgetTerms Newest(BudgetState state, BudgetTerms terms) => terms.Revision > state.Terms.Revision ? terms : state.Terms;
}
