using OrleansRouter.Gateway.Chat;
using OrleansRouter.Grains.Tenants;

namespace OrleansRouter.Gateway.Limits;

/// <summary>An admitted request; disposing it ends it.</summary>
/// <param name="tokens">Tokens that are taken from every meter it enters.</param>
/// <param name="time">The clock.</param>
internal sealed class UsagePass(long tokens, TimeProvider time) : IDisposable
{
    private readonly long _start = time.GetTimestamp();
    private readonly List<(UsageMeter Meter, UsageLimits Limits)> _entered = [];
    private (UsageMeter Meter, UsageLimits Limits)? _refusing;
    private long _used;

    /// <summary>Enters a meter, or says why not.</summary>
    public UsageRefusal? TryEnter(UsageMeter meter, UsageLimits limits)
    {
        UsageRefusal? refusal = meter.TryEnter(limits, tokens);
        if (refusal is null)
        {
            _entered.Add((meter, limits));
        }
        else
        {
            _refusing = (meter, limits);
        }

        return refusal;
    }

    /// <summary>Notes what the call took in the end; a call that gave no answer takes nothing.</summary>
    public void Settle(TokenUsage? usage) => _used = usage is { } taken ? (long)taken.InputTokens + taken.OutputTokens : 0;

    /// <summary>Leaves all meters as if the request had never come.</summary>
    public void Undo() => _entered.ForEach(e => e.Meter.Undo(e.Limits, tokens));

    /// <summary>Of each unit the allowance with the least left, among the meters that were asked.</summary>
    public (UsageLevel? Requests, UsageLevel? Tokens) Tightest()
    {
        var levels = _entered.ConvertAll(e => e.Meter.Levels(e.Limits));
        if (_refusing is var (meter, limits))
        {
            levels.Add(meter.Levels(limits));
        }

        return (Least(levels.Select(l => l.Requests)), Least(levels.Select(l => l.Tokens)));
    }

    public void Dispose()
    {
        TimeSpan after = time.GetElapsedTime(_start);
        _entered.ForEach(e => e.Meter.Leave(e.Limits, _used - tokens, after));
        _entered.Clear();
    }

    private static UsageLevel? Least(IEnumerable<UsageLevel?> levels) => levels.Where(l => l is not null).MinBy(l => l!.Value.Remaining);
}
