namespace OrleansRouter.TestKit.Hosting;

/// <summary>A clock that stands still until a test advances it; timers run inside <see cref="Advance"/>, in order of their time.</summary>
public sealed class FakeTimeProvider : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<FakeTimer> _timers = [];
    private DateTimeOffset _now = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            return _now;
        }
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new FakeTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        lock (_lock)
        {
            _timers.Add(timer);
        }

        return timer;
    }

    /// <summary>Moves the clock, running every timer that becomes due on the way.</summary>
    public void Advance(TimeSpan by)
    {
        DateTimeOffset end = GetUtcNow() + by;
        while (TakeDue(end) is { } callback)
        {
            callback();
        }

        lock (_lock)
        {
            _now = end;
        }
    }

    private Action? TakeDue(DateTimeOffset end)
    {
        lock (_lock)
        {
            FakeTimer? next = _timers.Where(t => t.Due <= end).MinBy(t => t.Due);
            if (next is null)
            {
                return null;
            }

            _now = next.Due!.Value > _now ? next.Due.Value : _now;
            next.Due = next.Period > TimeSpan.Zero ? _now + next.Period : null;
            return next.Callback;
        }
    }

    private sealed class FakeTimer(FakeTimeProvider clock, Action callback) : ITimer
    {
        public Action Callback => callback;

        public DateTimeOffset? Due { get; set; }

        public TimeSpan Period { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._lock)
            {
                Due = dueTime == Timeout.InfiniteTimeSpan ? null : clock._now + dueTime;
                Period = period;
            }

            return true;
        }

        public void Dispose()
        {
            lock (clock._lock)
            {
                clock._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
