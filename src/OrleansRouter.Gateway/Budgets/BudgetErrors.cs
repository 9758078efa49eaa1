using System.Globalization;
using OrleansRouter.Gateway.OpenAi;
using OrleansRouter.Grains.Budgets;

namespace OrleansRouter.Gateway.Budgets;

/// <summary>Why a request is not made, as OpenAI tells of quotas.</summary>
internal static class BudgetErrors
{
    public static ApiError Insufficient(
        BudgetAccount account, BudgetTerms terms, (BudgetStanding? Standing, MicroUsd Free) known, MicroUsd needed, DateTimeOffset now)
    {
        DateOnly day = known.Standing?.Day ?? BudgetCalendar.DayOf(now, terms.TimeZone);
        bool isMonth = known.Standing is { MonthLeft: { } month } standing && !(standing.DayLeft <= month);
        DateOnly end = isMonth ? BudgetCalendar.MonthOf(day).AddMonths(1) : day.AddDays(1);
        DateTimeOffset endsAt = BudgetCalendar.StartOf(end, terms.TimeZone);
        MicroUsd limit = isMonth ? terms.Limits.Monthly : terms.Limits.Daily;
        MicroUsd left = (known.Standing?.Left ?? MicroUsd.Zero) + known.Free;
        string window = isMonth ? "month" : "day";
        string message = string.Create(
            CultureInfo.InvariantCulture,
            $"{account.Owner}: the budget of ${limit} for this {window} has ${left} left, and this request may cost ${needed}. "
            + $"The {window} ends at {endsAt:yyyy-MM-ddTHH:mm:sszzz}.");
        return new ApiError(
            StatusCodes.Status429TooManyRequests, "insufficient_quota", message, Code: "insufficient_quota", RetryAfter: endsAt > now ? endsAt - now : null);
    }

    /// <summary>This process stood still for so long that its money was given to others.</summary>
    public static ApiError LeaseLost() => ApiError.Unavailable(
        "The gateway lost its hold on the budget before the request was made; try again.", "budget_lease_lost");
}
