using OrleansRouter.Gateway.Leases;
using OrleansRouter.Grains.Budgets;

namespace OrleansRouter.Gateway.Budgets;

/// <summary>
/// What a process holds of one account: the purse that calls are paid from, and those that only wait for their last calls. It counts and asks
/// nobody; safe for concurrent callers.
/// </summary>
internal sealed class PurseBook(TimeProvider time)
{
    // For so long nobody asks the account again after it had too little.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private readonly List<Purse> _retired = [];
    private Purse? _purse;
    private string _nextHolder = ProcessName.New();
    private BudgetStanding? _heard;
    private long _heardAt;
    private MicroUsd _waiting;

    /// <summary>Whether there is no lease.</summary>
    public bool IsEmpty => Locked(() => _purse is null && _retired.Count == 0);

    /// <summary>What the account said last, and what is free here besides.</summary>
    public (BudgetStanding? Standing, MicroUsd Free) Known => Locked(() => (_heard, _purse?.Free ?? MicroUsd.Zero));

    /// <summary>Takes the largest of some amounts that the purse has, or only the largest of all.</summary>
    public Portion? TryTake(Wallet wallet, IReadOnlyList<MicroUsd> amounts, BudgetTerms terms, bool onlyLargest = false)
    {
        lock (_lock)
        {
            if (_purse is not { } purse || !purse.IsUsable(terms, time.GetUtcNow()))
            {
                return null;
            }

            for (int i = amounts.Count - 1; i >= (onlyLargest ? amounts.Count - 1 : 0); i--)
            {
                if (amounts[i] <= purse.Free)
                {
                    purse.Reserved += amounts[i];
                    purse.Taken += amounts[i];
                    purse.Calls++;
                    return new Portion(wallet, purse, amounts[i]);
                }
            }

            return null;
        }
    }

    /// <summary>Takes as much of what is wanted as there is.</summary>
    public MicroUsd TakeMore(Purse purse, MicroUsd wanted) => Locked(() =>
    {
        MicroUsd more = MicroUsd.Max(MicroUsd.Zero, MicroUsd.Min(wanted, purse.Free));
        purse.Reserved += more;
        return more;
    });

    /// <summary>Frees what was reserved and counts what was charged.</summary>
    public void Settle(Purse purse, MicroUsd reserved, MicroUsd charged, bool ends) => Locked(() =>
    {
        purse.Calls -= ends ? 1 : 0;
        purse.Reserved -= reserved;
        purse.Used += charged;
    });

    /// <summary>Counts what requests wait for; negative when they wait no more.</summary>
    public void Wait(MicroUsd amount) => Locked(() => _waiting += amount);

    /// <summary>What to ask the account for, so that some amounts can be taken; null: it has said just now that it has less.</summary>
    public BudgetAsk? NextAsk(IReadOnlyList<MicroUsd> amounts, BudgetTerms terms, TimeSpan term) => Locked(() =>
    {
        MicroUsd free = _purse?.Free ?? MicroUsd.Zero;
        return IsHopeless(amounts[^1] - free, terms)
            ? null
            : Ask(MicroUsd.Max(MicroUsd.Zero, amounts[0] - free), MicroUsd.Max(amounts[^1], _waiting) - free, terms, term);
    });

    /// <summary>What to ask for while there still is money; null: there is enough.</summary>
    public BudgetAsk? AskAhead(BudgetTerms terms, TimeSpan term) => Locked(() =>
        _purse is { } purse && purse.Free < purse.LowWater && !IsHopeless(new MicroUsd(1), terms)
            ? Ask(new MicroUsd(1), MicroUsd.Zero, terms, term)
            : null);

    /// <summary>What to ask for so that there is so much in a purse; null: there is, or nothing more comes into it.</summary>
    public BudgetAsk? AskFor(Purse purse, MicroUsd wanted, TimeSpan term) => Locked(() =>
        purse == _purse && purse.Free < wanted ? Ask(new MicroUsd(1), wanted - purse.Free, purse.Terms, term) : null);

    /// <summary>Takes over what the account answered.</summary>
    public void Apply(BudgetGrant grant, BudgetTerms terms) => Locked(() =>
    {
        (_heard, _heardAt) = (grant.Standing, time.GetTimestamp());
        if (grant.Lease is { } lease && lease.Id == _purse?.Lease.Id)
        {
            _purse.Update(lease);
            return;
        }

        Retire();
        _purse = grant.Lease is { } other ? new Purse(other, terms) : null;
    });

    /// <summary>The purse, if no call may be paid from it any more; it is retired, and all that is free in it goes back.</summary>
    public Purse? TakeUnusable(BudgetTerms terms) => Locked(() =>
    {
        if (_purse is not { } purse || purse.IsUsable(terms, time.GetUtcNow()))
        {
            return null;
        }

        Retire();
        purse.Returning += purse.Free;
        return purse;
    });

    /// <summary>Pays no call from the purse any more.</summary>
    public void Retire() => Locked(() =>
    {
        if (_purse is { } purse)
        {
            _retired.Add(purse);
            Forget();
        }
    });

    /// <summary>Forgets a purse whose lease is closed.</summary>
    public void Drop(Purse purse) => Locked(() =>
    {
        if (_purse == purse)
        {
            Forget();
        }

        _retired.Remove(purse);
    });

    /// <summary>Every purse, each with what is to go back: of a retired one all, of the other what is more than was taken since the last renewal.</summary>
    public Purse[] StartRenewal() => Locked<Purse[]>(() =>
    {
        if (_purse is { Taken.Value: 0, Calls: 0 })
        {
            Retire();
        }

        _retired.ForEach(purse => purse.Returning += purse.Free);
        if (_purse is not { } used)
        {
            return [.. _retired];
        }

        used.Returning += MicroUsd.Max(MicroUsd.Zero, used.Free - used.Taken);
        used.Taken = MicroUsd.Zero;
        return [.. _retired, used];
    });

    /// <summary>Whether nothing is paid from a purse any more, and otherwise what its holder keeps.</summary>
    public (bool IsDone, MicroUsd Keep) EndOf(Purse purse) =>
        Locked(() => (purse != _purse && purse.Calls == 0, purse.Lease.Amount - purse.Returning));

    /// <summary>Takes over what the account says of a lease; null: it is closed.</summary>
    public void Renewed(Purse purse, BudgetLease? lease) => Locked(() =>
    {
        if (lease is null)
        {
            Drop(purse);
        }
        else
        {
            purse.Update(lease);
        }
    });

    private BudgetAsk Ask(MicroUsd needed, MicroUsd wanted, BudgetTerms terms, TimeSpan term) =>
        new(_purse?.Lease.Holder ?? _nextHolder, _purse?.Lease.Id, needed, wanted, terms, term);

    private bool IsHopeless(MicroUsd missing, BudgetTerms terms) =>
        _heard is { } heard && time.GetElapsedTime(_heardAt) < Patience && heard.Terms.Equivalent(terms) && heard.Left < missing;

    // The next purse has another holder's name: two purses never count the same lease.
    private void Forget() => (_purse, _nextHolder) = (null, ProcessName.New());

    private T Locked<T>(Func<T> action)
    {
        lock (_lock)
        {
            return action();
        }
    }

    private void Locked(Action action)
    {
        lock (_lock)
        {
            action();
        }
    }
}
