namespace OrleansRouter.Gateway.Limits;

/// <summary>
/// An allowance per minute that comes back evenly. It keeps what is missing from the full bucket, so that a change of the allowance holds at
/// once, and may owe more than it holds: what an answer takes beyond its estimate is waited for by those who come after.
/// </summary>
internal sealed class RefillingBucket(TimeProvider time)
{
    private double _missing;
    private long _at = time.GetTimestamp();

    /// <summary>What could be taken now, at least 0.</summary>
    /// <param name="perMinute">The allowance, positive.</param>
    public long Remaining(long perMinute) => (long)Math.Max(0, Math.Floor(perMinute - Refill(perMinute)));

    /// <summary>Time until the bucket is full.</summary>
    public TimeSpan UntilFull(long perMinute) => TimeSpan.FromMinutes(Refill(perMinute) / perMinute);

    /// <summary>Time until so much, at most the allowance, can be taken; zero: now.</summary>
    public TimeSpan Wait(long amount, long perMinute) =>
        TimeSpan.FromMinutes(Math.Max(0, Refill(perMinute) + amount - perMinute) / perMinute);

    /// <summary>Takes so much, or gives back where it is negative.</summary>
    public void Take(long amount, long perMinute) => _missing = Math.Max(0, Refill(perMinute) + amount);

    private double Refill(long perMinute)
    {
        long now = time.GetTimestamp();
        _missing = Math.Max(0, _missing - (time.GetElapsedTime(_at, now).TotalMinutes * perMinute));
        _at = now;
        return _missing;
    }
}
