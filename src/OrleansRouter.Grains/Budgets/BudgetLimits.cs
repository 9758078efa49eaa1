using static OrleansRouter.Grains.Identifiers;

namespace OrleansRouter.Grains.Budgets;

/// <summary>How much a tenant or a key may spend, over all gateways. Zero means no limit.</summary>
public sealed record BudgetLimits
{
    /// <summary>The largest limit: a billion dollars.</summary>
    public static readonly MicroUsd Largest = new(1_000_000_000_000_000);

    /// <summary>No limits.</summary>
    public static BudgetLimits None { get; } = new();

    /// <summary>From midnight to midnight in the tenant's time zone; zero: no limit.</summary>
    public MicroUsd Daily { get; init; }

    /// <summary>From the first of a month to the next in the tenant's time zone; zero: no limit.</summary>
    public MicroUsd Monthly { get; init; }

    /// <summary>These limits after checking their ranges.</summary>
    /// <exception cref="ArgumentException">One is negative or larger than <see cref="Largest"/>.</exception>
    internal BudgetLimits Validated(string owner)
    {
        RequireInRange(owner, "daily", Daily);
        RequireInRange(owner, "monthly", Monthly);
        return this;
    }

    private static void RequireInRange(string owner, string name, MicroUsd value) => Require(
        value >= MicroUsd.Zero && value <= Largest, $"{owner}: budget.{name}_usd is {value}; expected 0 (no limit) to {Largest}.");
}
