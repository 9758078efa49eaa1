namespace OrleansRouter.Gateway.Tests.Budgets;

/// <summary>A clock that a test moves, with a skew of its own. Its timers are the system's: nothing waits for the test.</summary>
internal sealed class SteppedTime(TimeSpan skew, Func<DateTimeOffset> now) : TimeProvider
{
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => now() + skew;

    public override long GetTimestamp() => now().UtcTicks;
}
