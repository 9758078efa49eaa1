using OrleansRouter.Grains.Budgets;
using OrleansRouter.Grains.Tenants;

namespace OrleansRouter.Grains.Tests.Budgets;

public sealed class BudgetCalendarTests
{
    [Theory]
    [InlineData("UTC", "2025-03-01T23:59:59Z", "2025-03-01")]
    [InlineData("Asia/Tokyo", "2025-03-01T15:00:00Z", "2025-03-02")]
    [InlineData("America/Los_Angeles", "2025-03-01T07:59:59Z", "2025-02-28")]
    public void DayOf_IsTheDateInTheZone(string zone, string instant, string day) =>
        BudgetCalendar.DayOf(DateTimeOffset.Parse(instant, null), zone).ShouldBe(DateOnly.Parse(day, null));

    [Theory]
    [InlineData("UTC", "2025-03-01", "2025-03-01T00:00:00Z")]
    [InlineData("Europe/Berlin", "2025-03-31", "2025-03-30T22:00:00Z")]
    [InlineData("Africa/Cairo", "2024-04-26", "2024-04-25T22:00:00Z")] // clocks skip 00:00 to 01:00
    [InlineData("America/Havana", "2024-11-03", "2024-11-03T04:00:00Z")] // 00:00 to 01:00 comes twice
    public void StartOf_IsTheFirstInstantOfTheDay(string zone, string day, string start)
    {
        DateTimeOffset found = BudgetCalendar.StartOf(DateOnly.Parse(day, null), zone);
        found.ShouldBe(DateTimeOffset.Parse(start, null));
        BudgetCalendar.DayOf(found, zone).ShouldBe(DateOnly.Parse(day, null));
        BudgetCalendar.DayOf(found.AddTicks(-1), zone).ShouldBe(DateOnly.Parse(day, null).AddDays(-1));
    }

    [Fact]
    public void TenantsTimeZone_IsChecked()
    {
        TenantState tenant = TenantTransitions.Create("acme", new TenantState(), new TenantUpdate { TimeZone = "Europe/Berlin" });
        tenant.TimeZone.ShouldBe("Europe/Berlin");
        Should.Throw<ArgumentException>(() => TenantTransitions.Update("acme", tenant, new TenantUpdate { TimeZone = "Mars/Base" })).Message
            .ShouldBe("Tenant 'acme': time_zone is 'Mars/Base'; expected an IANA name such as 'Europe/Berlin'.");
        Should.Throw<ArgumentException>(() => TenantTransitions.Update("acme", tenant, new TenantUpdate { Budget = new BudgetLimits { Daily = new(-1) } })).Message
            .ShouldBe("Tenant 'acme': budget.daily_usd is -0.000001; expected 0 (no limit) to 1000000000.");
    }
}
