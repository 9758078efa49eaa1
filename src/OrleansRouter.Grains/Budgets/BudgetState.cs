namespace OrleansRouter.Grains.Budgets;

/// <summary>What holds for an account, as a tenant's settings say it.</summary>
/// <param name="Limits">How much may be spent.</param>
/// <param name="TimeZone">Whose days and months, an IANA name.</param>
/// <param name="Revision">Revision of the tenant's settings; newer terms replace older ones, never the other way round.</param>
public sealed record BudgetTerms(BudgetLimits Limits, string TimeZone, long Revision)
{
    /// <summary>Before anything is known.</summary>
    public static BudgetTerms None { get; } = new(BudgetLimits.None, BudgetCalendar.Utc, 0);

    /// <summary>Whether both allow the same in the same days.</summary>
    public bool Equivalent(BudgetTerms other) => Limits == other.Limits && TimeZone == other.TimeZone;
}

/// <summary>Money that one gateway may spend without asking again.</summary>
/// <param name="Id">Names it in the ledger; never used again.</param>
/// <param name="Holder">The gateway.</param>
/// <param name="Amount">All that was given under it, spent or not.</param>
/// <param name="Day">The day whose budget it is of.</param>
/// <param name="ExpiresAt">From when on others may close it; its holder extends it before.</param>
public sealed record BudgetLease(string Id, string Holder, MicroUsd Amount, DateOnly Day, DateTimeOffset ExpiresAt);

/// <summary>What an account has given out and what was spent. What was spent under a lease counts when it is closed, and all of it until then.</summary>
public sealed record BudgetState
{
    /// <summary>What holds.</summary>
    public BudgetTerms Terms { get; init; } = BudgetTerms.None;

    /// <summary>The newest day that any gateway asked for. It never goes back, whatever clocks and time zones do.</summary>
    public DateOnly Day { get; init; }

    /// <summary>Spent that day under leases that are closed.</summary>
    public MicroUsd DaySpent { get; init; }

    /// <summary>Spent in that day's month under leases that are closed.</summary>
    public MicroUsd MonthSpent { get; init; }

    /// <summary>Spent that day without a lease, before there was a budget.</summary>
    public MicroUsd DayElsewhere { get; init; }

    /// <summary>Spent in that month without a lease.</summary>
    public MicroUsd MonthElsewhere { get; init; }

    /// <summary>Leases that are not closed, also of earlier days.</summary>
    public IReadOnlyList<BudgetLease> Leases { get; init; } = [];

    /// <summary>What of the day's limit is neither spent nor given out, negative where the limit was lowered; null: no limit.</summary>
    public MicroUsd? DayLeft => Terms.Limits.Daily == MicroUsd.Zero
        ? null
        : Terms.Limits.Daily - DaySpent - DayElsewhere - Sum(Leases.Where(l => l.Day == Day));

    /// <summary>The same of the month's limit.</summary>
    public MicroUsd? MonthLeft => Terms.Limits.Monthly == MicroUsd.Zero
        ? null
        : Terms.Limits.Monthly - MonthSpent - MonthElsewhere - Sum(Leases.Where(l => IsThisMonth(l.Day)));

    /// <summary>The lease that a gateway holds on the present day's budget, or null.</summary>
    public BudgetLease? LeaseOf(string holder) => Leases.FirstOrDefault(l => l.Holder == holder && l.Day == Day);

    /// <summary>Whether a day is in the month of the present one.</summary>
    public bool IsThisMonth(DateOnly day) => BudgetCalendar.MonthOf(day) == BudgetCalendar.MonthOf(Day);

    private static MicroUsd Sum(IEnumerable<BudgetLease> leases) => leases.Aggregate(MicroUsd.Zero, (sum, lease) => sum + lease.Amount);
}
