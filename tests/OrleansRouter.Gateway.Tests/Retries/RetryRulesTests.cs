using OrleansRouter.Gateway.Providers;
using OrleansRouter.Gateway.Retries;

namespace OrleansRouter.Gateway.Tests.Retries;

public sealed class RetryRulesTests
{
    private static readonly RetryOptions Options = new()
    {
        MaxRetries = 3,
        MaxRepeats = 1,
        FirstWait = TimeSpan.FromMilliseconds(100),
        LongestWait = TimeSpan.FromSeconds(1),
        LongestLastWait = TimeSpan.FromSeconds(10),
    };

    [Theory]
    [InlineData(ProviderFault.Unreachable, 0, true, 3)]
    [InlineData(ProviderFault.Timeout, 0, true, 1)]
    [InlineData(ProviderFault.RateLimited, 429, false, 3)]
    [InlineData(ProviderFault.Overloaded, 503, false, 3)]
    [InlineData(ProviderFault.ServerError, 500, false, 1)]
    [InlineData(ProviderFault.Unreachable, 0, false, 1)]
    [InlineData(ProviderFault.ServerError, 200, false, 0)]
    [InlineData(ProviderFault.ServerError, 402, false, 0)]
    [InlineData(ProviderFault.Timeout, 0, false, 0)]
    [InlineData(ProviderFault.Timeout, 504, false, 0)]
    [InlineData(ProviderFault.BrokenStream, 0, false, 0)]
    [InlineData(ProviderFault.InvalidAnswer, 200, false, 0)]
    [InlineData(ProviderFault.InvalidRequest, 400, false, 0)]
    [InlineData(ProviderFault.Unauthorized, 401, false, 0)]
    [InlineData(ProviderFault.UnknownModel, 404, false, 0)]
    [InlineData(ProviderFault.NotConfigured, 0, false, 0)]
    [InlineData(ProviderFault.CircuitOpen, 0, false, 0)]
    public void WaitBefore_AllowsEachFaultItsNumberOfRetries(ProviderFault fault, int status, bool neverSent, int expected)
    {
        var failure = new ProviderException(fault, "no", status) { NeverSent = neverSent };
        int retries = 0;
        while (RetryRules.WaitBefore(failure, retries, isLast: true, TimeSpan.FromMinutes(1), draw: 0.5, Options) is not null)
        {
            retries++;
        }

        retries.ShouldBe(expected);
    }

    [Theory]
    [InlineData(0, 0.0, 50)]
    [InlineData(0, 1.0, 100)]
    [InlineData(2, 0.0, 200)]
    [InlineData(2, 1.0, 400)]
    public void WaitBefore_DoublesAndIsDrawnFromTheUpperHalf(int retries, double draw, double expectedMs) =>
        RetryRules.WaitBefore(Refusal(), retries, isLast: true, TimeSpan.FromMinutes(1), draw, Options)!.Value.TotalMilliseconds.ShouldBe(expectedMs, 1e-9);

    [Theory]
    [InlineData(0.9, false, 0.9)]
    [InlineData(1.1, false, null)]
    [InlineData(1.1, true, 1.1)]
    [InlineData(10.1, true, null)]
    [InlineData(0, true, 0.1)]
    public void WaitBefore_HonoursTheUpstreamsWish_OrDoesNotRetry(double wishSeconds, bool isLast, double? expectedSeconds) =>
        RetryRules.WaitBefore(Refusal(TimeSpan.FromSeconds(wishSeconds)), 0, isLast, TimeSpan.FromMinutes(1), draw: 1, Options)
            .ShouldBe(expectedSeconds is { } s ? TimeSpan.FromSeconds(s) : null);

    [Fact]
    public void WaitBefore_NeverReachesTheTotalLimit()
    {
        RetryRules.WaitBefore(Refusal(TimeSpan.FromSeconds(2)), 0, isLast: true, TimeSpan.FromSeconds(2.1), draw: 0, Options).ShouldNotBeNull();
        RetryRules.WaitBefore(Refusal(TimeSpan.FromSeconds(2)), 0, isLast: true, TimeSpan.FromSeconds(2), draw: 0, Options).ShouldBeNull();
        RetryRules.WaitBefore(Refusal(), 0, isLast: true, TimeSpan.FromSeconds(-1), draw: 0, Options).ShouldBeNull();
    }

    [Fact]
    public void WaitBefore_NoRetriesAllowed_RepeatsNeither() => RetryRules.WaitBefore(
        new ProviderException(ProviderFault.ServerError, "no", 500), 0, isLast: true, TimeSpan.FromMinutes(1), draw: 0, Options with { MaxRetries = 0 }).ShouldBeNull();

    private static ProviderException Refusal(TimeSpan? retryAfter = null) => new(ProviderFault.RateLimited, "no", 429) { RetryAfter = retryAfter };
}
