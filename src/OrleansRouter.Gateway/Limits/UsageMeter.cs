using OrleansRouter.Grains.Tenants;

namespace OrleansRouter.Gateway.Limits;

/// <summary>What one tenant or key uses; safe for concurrent callers.</summary>
/// <param name="owner">Whose usage it is, for messages.</param>
/// <param name="time">The clock.</param>
internal sealed class UsageMeter(string owner, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly RefillingBucket _requests = new(time), _tokens = new(time);
    private long _underWay;

    /// <summary>Admits a request and takes its tokens, or changes nothing and says why not.</summary>
    public UsageRefusal? TryEnter(UsageLimits limits, long tokens)
    {
        lock (_lock)
        {
            UsageRefusal? refusal = Refusal(limits, tokens);
            if (refusal is null)
            {
                _underWay++;
                TakeWhereLimited(_requests, 1, limits.RequestsPerMinute);
                TakeWhereLimited(_tokens, tokens, limits.TokensPerMinute);
            }

            return refusal;
        }
    }

    /// <summary>Ends an admitted request.</summary>
    /// <param name="limits">The limits it was admitted under.</param>
    /// <param name="moreTokens">Tokens it took beyond those taken when it entered; negative gives back what has not come back by itself.</param>
    /// <param name="after">How long ago it entered.</param>
    public void Leave(UsageLimits limits, long moreTokens, TimeSpan after)
    {
        // What was taken at the entry refills from then on; giving it back whole would give it twice.
        double refilled = after.TotalMinutes * limits.TokensPerMinute;
        lock (_lock)
        {
            _underWay--;
            TakeWhereLimited(_tokens, moreTokens < 0 ? (long)Math.Min(0, moreTokens + refilled) : moreTokens, limits.TokensPerMinute);
        }
    }

    /// <summary>Undoes an admission, as if the request had never come.</summary>
    public void Undo(UsageLimits limits, long tokens)
    {
        lock (_lock)
        {
            _underWay--;
            TakeWhereLimited(_requests, -1, limits.RequestsPerMinute);
            TakeWhereLimited(_tokens, -tokens, limits.TokensPerMinute);
        }
    }

    /// <summary>How much of an allowance per minute is left.</summary>
    public (UsageLevel? Requests, UsageLevel? Tokens) Levels(UsageLimits limits)
    {
        lock (_lock)
        {
            return (Level(_requests, limits.RequestsPerMinute), Level(_tokens, limits.TokensPerMinute));
        }
    }

    private static UsageLevel? Level(RefillingBucket bucket, long perMinute) =>
        perMinute == 0 ? null : new UsageLevel(perMinute, bucket.Remaining(perMinute), bucket.UntilFull(perMinute));

    private static void TakeWhereLimited(RefillingBucket bucket, long amount, long perMinute)
    {
        if (perMinute > 0)
        {
            bucket.Take(amount, perMinute);
        }
    }

    private UsageRefusal? Refusal(UsageLimits limits, long tokens)
    {
        if (limits.ConcurrentRequests > 0 && _underWay >= limits.ConcurrentRequests)
        {
            return new UsageRefusal($"{owner} has {_underWay} requests under way and may have {limits.ConcurrentRequests}.", "requests", TimeSpan.FromSeconds(1));
        }

        return Refusal(_requests, 1, limits.RequestsPerMinute, "requests") ?? Refusal(_tokens, tokens, limits.TokensPerMinute, "tokens");
    }

    private UsageRefusal? Refusal(RefillingBucket bucket, long amount, long perMinute, string unit)
    {
        if (perMinute > 0 && amount > perMinute)
        {
            return new UsageRefusal($"{owner} may use {perMinute} {unit} per minute; this request alone may need {amount} and can never pass.", unit, Wait: null);
        }

        TimeSpan wait = perMinute > 0 ? bucket.Wait(amount, perMinute) : TimeSpan.Zero;
        return wait > TimeSpan.Zero
            ? new UsageRefusal($"{owner} may use {perMinute} {unit} per minute and has {bucket.Remaining(perMinute)} left; this request needs {amount}.", unit, wait)
            : null;
    }
}

/// <summary>Why a request was not admitted.</summary>
/// <param name="Message">Whose limit, what is left and what was asked.</param>
/// <param name="Unit">"requests" or "tokens".</param>
/// <param name="Wait">When another try makes sense; null: never.</param>
internal sealed record UsageRefusal(string Message, string Unit, TimeSpan? Wait);

/// <summary>State of one allowance.</summary>
/// <param name="Limit">The allowance per minute.</param>
/// <param name="Remaining">What is left of it.</param>
/// <param name="Reset">Time until it is whole again.</param>
internal readonly record struct UsageLevel(long Limit, long Remaining, TimeSpan Reset);
