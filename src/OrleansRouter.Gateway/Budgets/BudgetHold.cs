using OrleansRouter.Gateway.Snapshot;
using OrleansRouter.Grains.Budgets;

namespace OrleansRouter.Gateway.Budgets;

/// <summary>Money set aside for one request under its tenant's budget, its key's, or both. It is settled once, however the request ends.</summary>
internal sealed class BudgetHold(CallBound bound, Portion? ofTenant, Portion? ofKey, bool recordFirst)
{
    /// <summary>What the request may cost at most, by model.</summary>
    public CallBound Bound => bound;

    /// <summary>Whether the call waits until the reservation is durable.</summary>
    public bool RecordFirst => recordFirst;

    public DateOnly Day => One.Day;

    public Reservation Reservation => new(Day, One.Amount, ofTenant?.LeaseId, ofKey?.LeaseId);

    private Portion One => ofTenant ?? ofKey ?? throw new InvalidOperationException("A hold is of a tenant's or a key's budget.");

    /// <summary>Why a model may cost too much; null: there is money for it.</summary>
    public string? FindBar(ModelEntry model) => bound.Of(model) is var cost && cost > One.Amount
        ? $"may cost ${cost}; the budget has ${One.Amount} for this request"
        : null;

    /// <summary>Gives back what is more than <paramref name="needed"/>.</summary>
    public void Shrink(MicroUsd needed) => Each(portion => portion.Shrink(needed));

    /// <summary>What is charged for a call of this cost: all of it, where it keeps its bound or the budgets have more.</summary>
    public async ValueTask<MicroUsd> CoverAsync(MicroUsd cost)
    {
        if (cost > One.Amount)
        {
            await (ofTenant?.GrowAsync(cost) ?? default);
            await (ofKey?.GrowAsync(cost) ?? default);
        }

        return MicroUsd.Min(cost, MicroUsd.Min((ofTenant ?? One).Amount, (ofKey ?? One).Amount));
    }

    /// <summary>Ends it: so much was charged.</summary>
    public void Settle(MicroUsd charged) => Each(portion => portion.Settle(charged));

    /// <summary>Ends it without a call.</summary>
    public void Release() => Settle(MicroUsd.Zero);

    /// <summary>Ends it while nobody knows what the ledger says: what was set aside counts as spent, until the lease is closed.</summary>
    public void Forfeit() => Each(portion => portion.Settle(portion.Amount));

    /// <summary>Stops using the leases, because the ledger has closed one.</summary>
    public void Drop() => Each(portion => portion.Drop());

    private void Each(Action<Portion> action)
    {
        if (ofTenant is not null)
        {
            action(ofTenant);
        }

        if (ofKey is not null)
        {
            action(ofKey);
        }
    }
}
