using OrleansRouter.Gateway.OpenAi;
using OrleansRouter.Grains.Budgets;

namespace OrleansRouter.Gateway.Admin.Budgets;

/// <summary>Limits of spending as the API shows them, in dollars; 0: no limit.</summary>
internal sealed record BudgetView(decimal DailyUsd, decimal MonthlyUsd)
{
    public static BudgetView Of(BudgetLimits limits) => new(limits.Daily.ToUsd(), limits.Monthly.ToUsd());
}

/// <summary>A change of limits of spending; null fields stay as they are, 0 lifts a limit.</summary>
internal sealed record BudgetPatch(decimal? DailyUsd = null, decimal? MonthlyUsd = null)
{
    /// <exception cref="ApiException">An amount is not a whole number of millionths of a dollar.</exception>
    public BudgetLimits ToLimits(BudgetLimits current) => new()
    {
        Daily = Read("budget.daily_usd", DailyUsd) ?? current.Daily,
        Monthly = Read("budget.monthly_usd", MonthlyUsd) ?? current.Monthly,
    };

    private static MicroUsd? Read(string name, decimal? usd)
    {
        try
        {
            return usd is { } amount ? MicroUsd.OfUsd(amount, name) : null;
        }
        catch (Exception exception) when (exception is ArgumentException or OverflowException)
        {
            throw ApiError.InvalidRequest($"{name} is {usd}; expected whole millionths of a dollar.", name).AsException();
        }
    }
}
