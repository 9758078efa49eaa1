using OrleansRouter.Gateway.Budgets;
using OrleansRouter.Gateway.Keys;
using OrleansRouter.Gateway.OpenAi;
using OrleansRouter.Gateway.Snapshot;
using OrleansRouter.Grains.Budgets;
using OrleansRouter.Grains.Hosting;
using OrleansRouter.Grains.Keys;
using OrleansRouter.Grains.Tenants;

namespace OrleansRouter.Gateway.Admin.Budgets;

/// <summary>How the budgets of tenants and keys stand, and what was spent.</summary>
internal sealed class BudgetEndpoints(IGrainHost grains, ILedger ledger, SnapshotService snapshots, TimeProvider time)
{
    public static void Map(IEndpointRouteBuilder tenantAdmin)
    {
        tenantAdmin.MapGet("/tenants/{id}/budget", (string id, HttpContext context, BudgetEndpoints budgets) => budgets.OfTenantAsync(id, context))
            .WithSummary("What a tenant may spend, has spent, and has left, today and this month.");
        tenantAdmin.MapGet("/keys/{id}/budget", (string id, HttpContext context, BudgetEndpoints budgets) => budgets.OfKeyAsync(id, context))
            .WithSummary("The same of one key; keys that share a budget are one account.");
        tenantAdmin.MapGet("/tenants/{id}/usage", (string id, HttpContext context, BudgetEndpoints budgets) => budgets.UsageAsync(id, context))
            .WithSummary("What a tenant's requests cost and saved, today and this month.");
    }

    private Task<AccountView> OfTenantAsync(string id, HttpContext context)
    {
        TenantState tenant = Find(id, context);
        return ViewAsync(new BudgetAccount(id), tenant, tenant.Budget, context.RequestAborted);
    }

    private Task<AccountView> OfKeyAsync(string id, HttpContext context)
    {
        Caller caller = context.Caller();
        KeyState? key = snapshots.Current.Keys.Find(id);
        return key is { TenantId: { } tenantId } && (caller.IsOperator || tenantId == caller.TenantId)
            ? ViewAsync(new BudgetAccount(tenantId, key.BudgetKeyId ?? id), Find(tenantId, context), key.Budget, context.RequestAborted)
            : throw ApiError.NotFound($"No tenant's key '{id}'.", "id", "key_not_found").AsException();
    }

    private async Task<UsageView> UsageAsync(string id, HttpContext context)
    {
        TenantState tenant = Find(id, context);
        DateOnly day = BudgetCalendar.DayOf(time.GetUtcNow(), tenant.TimeZone), month = BudgetCalendar.MonthOf(day);
        var account = new BudgetAccount(id);
        return new UsageView(
            tenant.TimeZone,
            SpendView.Of(day, day, await ledger.SumAsync(account, day, day, context.RequestAborted)),
            SpendView.Of(month, day, await ledger.SumAsync(account, month, day, context.RequestAborted)));
    }

    private async Task<AccountView> ViewAsync(BudgetAccount account, TenantState tenant, BudgetLimits limits, CancellationToken cancellationToken)
    {
        BudgetTerms terms = BudgetGate.TermsOf(tenant, limits);
        Task<BudgetStanding> StandingAsync() => limits == BudgetLimits.None
            ? Task.FromResult(new BudgetStanding(terms, BudgetCalendar.DayOf(time.GetUtcNow(), tenant.TimeZone), null, null))
            : grains.GetGrain<IBudgetGrain>(account.Name).GetAsync(terms, cancellationToken);
        DateOnly day = (await StandingAsync()).Day, month = BudgetCalendar.MonthOf(day);
        SpendTotals today = await ledger.SumAsync(account, day, day, cancellationToken);
        SpendTotals thisMonth = await ledger.SumAsync(account, month, day, cancellationToken);
        // After the sums: what is given out or settled in between shows as reserved.
        BudgetStanding standing = await StandingAsync();
        return new AccountView(
            tenant.TimeZone,
            WindowView.Of(day, day.AddDays(1), tenant.TimeZone, limits.Daily, standing.DayLeft, today.Charged),
            WindowView.Of(month, month.AddMonths(1), tenant.TimeZone, limits.Monthly, standing.MonthLeft, thisMonth.Charged));
    }

    private TenantState Find(string id, HttpContext context)
    {
        context.Caller().RequireAccessTo(id);
        return snapshots.Current.Tenants.Find(id) ?? throw ApiError.NoTenant(id).AsException();
    }
}
