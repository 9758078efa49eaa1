using System.CommandLine;
using System.Text.Json.Nodes;

namespace OrleansRouter.Cli.Admin;

/// <summary>The options that limit what a tenant or a key spends.</summary>
internal sealed class BudgetSettings
{
    private readonly Option<decimal?> _daily = new("--budget-daily-usd") { Description = "Most that is spent from midnight to midnight in the tenant's time zone; 0 lifts the limit." };
    private readonly Option<decimal?> _monthly = new("--budget-monthly-usd") { Description = "Most that is spent in a calendar month there; 0 lifts the limit." };

    public Symbol[] Options => [_daily, _monthly];

    /// <summary>The limits that are named; null: none.</summary>
    public JsonObject? Body(ParseResult parsed)
    {
        JsonObject budget = AdminVerbs.Body(("daily_usd", parsed.GetValue(_daily)), ("monthly_usd", parsed.GetValue(_monthly)));
        return budget.Count > 0 ? budget : null;
    }
}
