using static OrleansRouter.Grains.Identifiers;

namespace OrleansRouter.Grains.Tenants;

/// <summary>How much a tenant or a key may use. 0 means no limit. Each gateway process counts by itself.</summary>
public sealed record UsageLimits
{
    /// <summary>The largest value of any limit.</summary>
    public const long Largest = 1_000_000_000_000;

    /// <summary>No limits.</summary>
    public static UsageLimits None { get; } = new();

    /// <summary>Requests per minute; 0: no limit.</summary>
    public long RequestsPerMinute { get; init; }

    /// <summary>Tokens read and written per minute; 0: no limit.</summary>
    public long TokensPerMinute { get; init; }

    /// <summary>Requests under way at once, streams included; 0: no limit.</summary>
    public long ConcurrentRequests { get; init; }

    /// <summary>The tighter of these limits and others, one by one.</summary>
    public UsageLimits Within(UsageLimits other) => new()
    {
        RequestsPerMinute = Tighter(RequestsPerMinute, other.RequestsPerMinute),
        TokensPerMinute = Tighter(TokensPerMinute, other.TokensPerMinute),
        ConcurrentRequests = Tighter(ConcurrentRequests, other.ConcurrentRequests),
    };

    /// <summary>These limits after checking their ranges.</summary>
    /// <exception cref="ArgumentException">One is negative or larger than <see cref="Largest"/>.</exception>
    internal UsageLimits Validated(string owner)
    {
        RequireInRange(owner, "requests_per_minute", RequestsPerMinute);
        RequireInRange(owner, "tokens_per_minute", TokensPerMinute);
        RequireInRange(owner, "concurrent_requests", ConcurrentRequests);
        return this;
    }

    private static long Tighter(long a, long b) => a == 0 ? b : b == 0 ? a : Math.Min(a, b);

    private static void RequireInRange(string owner, string name, long value) => Require(
        value is >= 0 and <= Largest, $"{owner}: limits.{name} is {value}; expected 0 (no limit) to {Largest}.");
}
