using System.Collections.Concurrent;
using OrleansRouter.Gateway.Keys;
using OrleansRouter.Gateway.OpenAi;
using OrleansRouter.Grains.Budgets;
using OrleansRouter.Grains.Hosting;
using OrleansRouter.Grains.Tenants;

namespace OrleansRouter.Gateway.Budgets;

/// <summary>Sets money aside for requests whose tenant or key has a budget. Requests of others pass without a look at anything.</summary>
internal sealed class BudgetGate(IGrainHost grains, GatewayOptions options, TimeProvider time)
{
    // Only accounts with budgets have a wallet, which takes about 500 bytes and stays.
    private readonly ConcurrentDictionary<BudgetAccount, Wallet> _wallets = new();

    /// <summary>Every account that this process has spent from.</summary>
    public IEnumerable<Wallet> Wallets => _wallets.Values;

    /// <summary>Whether anything limits what the caller spends.</summary>
    public static bool Limits(Caller caller) => caller.Key.Budget != BudgetLimits.None || caller.RequireTenant().Settings.Budget != BudgetLimits.None;

    /// <summary>What holds for an account of a tenant.</summary>
    public static BudgetTerms TermsOf(TenantState tenant, BudgetLimits limits) => new(limits, tenant.TimeZone, tenant.Revision);

    /// <summary>Sets the largest of some amounts aside that the budgets have money for.</summary>
    /// <param name="caller">Who spends; one that <see cref="Limits"/> tells of.</param>
    /// <param name="bound">What the request may cost, by model.</param>
    /// <param name="amounts">What models may cost, ascending, at least one.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="ApiException">A budget has not even money for the smallest (429).</exception>
    public async ValueTask<BudgetHold> HoldAsync(
        Caller caller, CallBound bound, IReadOnlyList<MicroUsd> amounts, CancellationToken cancellationToken)
    {
        (string tenantId, TenantState tenant) = caller.RequireTenant();
        Portion? ofTenant = await TakeAsync(new BudgetAccount(tenantId), TermsOf(tenant, tenant.Budget), amounts, cancellationToken);
        try
        {
            IReadOnlyList<MicroUsd> rest = ofTenant is null ? amounts : [.. amounts.TakeWhile(a => a <= ofTenant.Amount)];
            Portion? ofKey = await TakeAsync(
                new BudgetAccount(tenantId, caller.BudgetKeyId), TermsOf(tenant, caller.Key.Budget), rest, cancellationToken);
            if (ofKey is not null)
            {
                ofTenant?.Shrink(ofKey.Amount);
            }

            return new BudgetHold(bound, ofTenant, ofKey, options.Budgets.RecordFirst);
        }
        catch
        {
            ofTenant?.Settle(MicroUsd.Zero);
            throw;
        }
    }

    private async ValueTask<Portion?> TakeAsync(
        BudgetAccount account, BudgetTerms terms, IReadOnlyList<MicroUsd> amounts, CancellationToken cancellationToken)
    {
        if (terms.Limits == BudgetLimits.None)
        {
            return null;
        }

        Wallet wallet = _wallets.GetOrAdd(account, static (a, gate) => gate.CreateWallet(a), this);
        return await wallet.TakeAsync(amounts, terms, cancellationToken)
            ?? throw BudgetErrors.Insufficient(account, terms, wallet.Known, amounts[0], time.GetUtcNow()).AsException();
    }

    private Wallet CreateWallet(BudgetAccount account) => new(account, grains, options.Budgets, time);
}
