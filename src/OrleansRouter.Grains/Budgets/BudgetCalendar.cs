using static OrleansRouter.Grains.Identifiers;

namespace OrleansRouter.Grains.Budgets;

/// <summary>Days and months in a tenant's time zone, an IANA name such as "Europe/Berlin".</summary>
public static class BudgetCalendar
{
    /// <summary>The time zone of tenants that name none.</summary>
    public const string Utc = "UTC";

    private static readonly TimeSpan GapStep = TimeSpan.FromMinutes(15);

    /// <summary>The date in the time zone.</summary>
    public static DateOnly DayOf(DateTimeOffset instant, string timeZone) => DateOnly.FromDateTime(
        timeZone == Utc ? instant.UtcDateTime : TimeZoneInfo.ConvertTime(instant, TimeZoneInfo.FindSystemTimeZoneById(timeZone)).DateTime);

    /// <summary>The first day of a day's month.</summary>
    public static DateOnly MonthOf(DateOnly day) => new(day.Year, day.Month, 1);

    /// <summary>When a day begins: its first instant in the time zone, also where clocks skip midnight or show it twice.</summary>
    public static DateTimeOffset StartOf(DateOnly day, string timeZone)
    {
        TimeZoneInfo zone = TimeZoneInfo.FindSystemTimeZoneById(timeZone);
        DateTime local = day.ToDateTime(TimeOnly.MinValue);
        while (zone.IsInvalidTime(local))
        {
            local += GapStep;
        }

        return new DateTimeOffset(local, zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local));
    }

    /// <exception cref="ArgumentException">There is no such time zone.</exception>
    internal static void RequireTimeZone(string owner, string timeZone) => Require(
        TimeZoneInfo.TryFindSystemTimeZoneById(timeZone, out _),
        $"{owner}: time_zone is '{timeZone}'; expected an IANA name such as 'Europe/Berlin'.");
}
