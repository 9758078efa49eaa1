using OrleansRouter.Grains.Budgets;
using OrleansRouter.Grains.Hosting;
using OrleansRouter.Storage.Relational;

namespace OrleansRouter.Gateway.Budgets;

/// <summary>
/// One account's money in this process: taken from a lease without waiting while it lasts, and from the account's grain otherwise. One
/// conversation with the grain at a time, so that its answers come in order.
/// </summary>
internal sealed class Wallet(BudgetAccount account, IGrainHost grains, BudgetOptions options, TimeProvider time)
{
    private readonly PurseBook _book = new(time);
    private readonly SemaphoreSlim _asking = new(1);

    public BudgetAccount Account => account;

    /// <summary>What the account said last, and what is free here besides.</summary>
    public (BudgetStanding? Standing, MicroUsd Free) Known => _book.Known;

    private IBudgetGrain Grain => grains.GetGrain<IBudgetGrain>(account.Name);

    /// <summary>Takes the largest of some amounts that there is money for, without asking anybody where the largest of all is there.</summary>
    /// <param name="amounts">Ascending, at least one.</param>
    /// <param name="terms">What holds for the account.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Null: there is not even money for the smallest.</returns>
    public async ValueTask<Portion?> TakeAsync(IReadOnlyList<MicroUsd> amounts, BudgetTerms terms, CancellationToken cancellationToken)
    {
        if (_book.TryTake(this, amounts, terms, onlyLargest: true) is { } portion)
        {
            StartAskingAhead(terms);
            return portion;
        }

        _book.Wait(amounts[^1]);
        try
        {
            return await InTurnAsync(
                async () => _book.TryTake(this, amounts, terms, onlyLargest: true) ?? await AskAndTakeAsync(amounts, terms, cancellationToken),
                cancellationToken);
        }
        finally
        {
            _book.Wait(MicroUsd.Zero - amounts[^1]);
        }
    }

    /// <summary>Takes more for a call that turned out dearer than its bound: as much as there is.</summary>
    public async Task<MicroUsd> TakeMoreAsync(Purse purse, MicroUsd wanted)
    {
        try
        {
            await InTurnAsync(
                async () => _book.AskFor(purse, wanted, options.LeaseTerm) is { } ask && await AskAsync(ask, CancellationToken.None), CancellationToken.None);
        }
        catch (StorageException)
        {
            // The answer is there all the same; what cannot be asked for now is charged to nobody, and booked so.
        }

        return _book.TakeMore(purse, wanted);
    }

    /// <summary>Extends the lease, gives back what is not likely to be needed, and ends leases that no call is paid from any more.</summary>
    /// <returns>Whether any lease is left.</returns>
    public Task<bool> RenewAsync(CancellationToken cancellationToken) => InTurnAsync(
        async () =>
        {
            foreach (Purse purse in _book.StartRenewal())
            {
                await RenewAsync(purse, cancellationToken);
            }

            return !_book.IsEmpty;
        },
        cancellationToken);

    /// <summary>Pays no call from the lease any more; <see cref="RenewAsync(CancellationToken)"/> ends it.</summary>
    public void Retire() => _book.Retire();

    /// <summary>Frees what was reserved and counts what was charged.</summary>
    public void Settle(Purse purse, MicroUsd reserved, MicroUsd charged, bool ends) => _book.Settle(purse, reserved, charged, ends);

    /// <summary>Forgets a purse whose lease is closed.</summary>
    public void Drop(Purse purse) => _book.Drop(purse);

    private async Task<Portion?> AskAndTakeAsync(IReadOnlyList<MicroUsd> amounts, BudgetTerms terms, CancellationToken cancellationToken)
    {
        if (_book.TakeUnusable(terms) is { } unusable)
        {
            // Before anything else is asked for: its rest may be all that is left.
            await RenewAsync(unusable, cancellationToken);
        }

        if (_book.NextAsk(amounts, terms, options.LeaseTerm) is { } ask)
        {
            await AskAsync(ask, cancellationToken);
        }

        return _book.TryTake(this, amounts, terms);
    }

    /// <summary>Asks while there still is money, and lets nobody wait for it.</summary>
    private void StartAskingAhead(BudgetTerms terms)
    {
        if (_book.AskAhead(terms, options.LeaseTerm) is not null && _asking.Wait(0))
        {
            _ = Task.Run(() => AskAheadAsync(terms));
        }
    }

    private async Task AskAheadAsync(BudgetTerms terms)
    {
        try
        {
            if (_book.AskAhead(terms, options.LeaseTerm) is { } ask)
            {
                await AskAsync(ask, CancellationToken.None);
            }
        }
        catch (Exception)
        {
            // Whoever finds the purse empty asks again, and learns what is wrong.
        }
        finally
        {
            _asking.Release();
        }
    }

    private async Task<bool> AskAsync(BudgetAsk ask, CancellationToken cancellationToken)
    {
        _book.Apply(await Grain.LeaseAsync(ask, cancellationToken), ask.Terms);
        return true;
    }

    private async Task RenewAsync(Purse purse, CancellationToken cancellationToken)
    {
        (bool isDone, MicroUsd keep) = _book.EndOf(purse);
        BudgetLease? renewed = null;
        if (isDone)
        {
            await Grain.CloseAsync(purse.Lease.Id, cancellationToken);
        }
        else
        {
            renewed = await Grain.RenewAsync(purse.Lease.Id, keep, options.LeaseTerm, cancellationToken);
        }

        _book.Renewed(purse, renewed);
    }

    private async Task<T> InTurnAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        await _asking.WaitAsync(cancellationToken);
        try
        {
            return await work();
        }
        finally
        {
            _asking.Release();
        }
    }
}
