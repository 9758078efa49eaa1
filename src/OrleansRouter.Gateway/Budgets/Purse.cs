using OrleansRouter.Grains.Budgets;

namespace OrleansRouter.Gateway.Budgets;

/// <summary>One lease as its holder counts it. Its <see cref="PurseBook"/> guards it.</summary>
/// <param name="lease">The lease.</param>
/// <param name="terms">The terms that it was given under.</param>
internal sealed class Purse(BudgetLease lease, BudgetTerms terms)
{
    private readonly DateTimeOffset _dayEnd = BudgetCalendar.StartOf(lease.Day.AddDays(1), terms.TimeZone);

    public BudgetLease Lease { get; private set; } = lease;

    public BudgetTerms Terms => terms;

    /// <summary>Set aside for calls under way.</summary>
    public MicroUsd Reserved { get; set; }

    /// <summary>Calls under way.</summary>
    public int Calls { get; set; }

    /// <summary>What calls have cost.</summary>
    public MicroUsd Used { get; set; }

    /// <summary>Taken since the last renewal: what is likely to be taken until the next.</summary>
    public MicroUsd Taken { get; set; }

    /// <summary>On its way back to the account.</summary>
    public MicroUsd Returning { get; set; }

    public MicroUsd Free => Lease.Amount - Reserved - Used - Returning;

    /// <summary>Half of what was free when the account was last asked: time to ask again.</summary>
    public MicroUsd LowWater { get; private set; } = new(lease.Amount.Value / 2);

    /// <summary>Whether new calls may be reserved: before it expires, on its day, and under terms that hold.</summary>
    public bool IsUsable(BudgetTerms present, DateTimeOffset now) => now < Lease.ExpiresAt && now < _dayEnd && terms.Equivalent(present);

    /// <summary>Takes over what the account says of the lease.</summary>
    public void Update(BudgetLease known)
    {
        (Lease, Returning) = (known, MicroUsd.Zero);
        LowWater = new MicroUsd(Free.Value / 2);
    }
}

/// <summary>Money of one purse for one call.</summary>
/// <param name="wallet">Where it was taken from.</param>
/// <param name="purse">Under which lease.</param>
/// <param name="amount">How much.</param>
internal sealed class Portion(Wallet wallet, Purse purse, MicroUsd amount)
{
    public string LeaseId => purse.Lease.Id;

    public DateOnly Day => purse.Lease.Day;

    public MicroUsd Amount { get; private set; } = amount;

    /// <summary>Gives back what is more than <paramref name="needed"/>.</summary>
    public void Shrink(MicroUsd needed)
    {
        if (needed < Amount)
        {
            wallet.Settle(purse, Amount - needed, MicroUsd.Zero, ends: false);
            Amount = needed;
        }
    }

    /// <summary>Takes more, as far as the budget reaches, up to <paramref name="wanted"/> in all.</summary>
    public async ValueTask GrowAsync(MicroUsd wanted)
    {
        if (wanted > Amount)
        {
            Amount += await wallet.TakeMoreAsync(purse, wanted - Amount);
        }
    }

    /// <summary>Ends it: so much was charged.</summary>
    public void Settle(MicroUsd charged)
    {
        wallet.Settle(purse, Amount, charged, ends: true);
        Amount = MicroUsd.Zero;
    }

    /// <summary>Stops using the lease, because the ledger has closed it.</summary>
    public void Drop() => wallet.Drop(purse);
}
