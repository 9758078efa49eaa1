using OrleansRouter.Learning.Statistics;

namespace OrleansRouter.Gateway.Ejection;

/// <summary>
/// How long one model takes to its first byte, and whether it is left alone for it. Its recent answers are compared with its own earlier ones:
/// a large model is slower than a small one all its life, and nothing is wrong with it. After its rest one request at a time finds out whether it
/// is quick again. Not safe for concurrent callers.
/// </summary>
internal sealed class ModelLatency(EjectionOptions options)
{
    private const double Tail = 0.95;
    private readonly Queue<double> _recent = new(), _history = new();
    private int _restsInARow, _quickProbes, _probesUnderWay;
    private double _slowMs;
    private DateTimeOffset? _restsUntil;

    /// <summary>Until when it is left alone; null: it is not.</summary>
    public DateTimeOffset? RestsUntil(DateTimeOffset now) =>
        _restsUntil is not { } until ? null
        : until > now ? until
        : _probesUnderWay > 0 ? now
        : null;

    /// <summary>Counts a request that goes to the model.</summary>
    /// <returns>Whether it is one of those that find out whether the model is quick again.</returns>
    public bool Begin(DateTimeOffset now)
    {
        bool isProbe = _restsUntil <= now;
        _probesUnderWay += isProbe ? 1 : 0;
        return isProbe;
    }

    /// <summary>Counts the end of a request.</summary>
    /// <param name="isProbe">What <see cref="Begin"/> said.</param>
    /// <param name="latencyMs">Time to the first byte; null where that tells nothing, as for an error.</param>
    /// <param name="now">The time.</param>
    /// <returns>Whether the model became slow (true) or quick again (false); null: neither.</returns>
    public bool? End(bool isProbe, double? latencyMs, DateTimeOffset now)
    {
        _probesUnderWay -= isProbe ? 1 : 0;
        return (latencyMs, isProbe, _restsUntil) switch
        {
            (null, _, _) => null,
            ({ } ms, true, { } until) when until <= now => EndProbe(ms, now),
            ({ } ms, _, null) => EndCall(ms, now),
            _ => null,
        };
    }

    private bool? EndCall(double ms, DateTimeOffset now)
    {
        Move(_recent, ms, options.Recent, into: _history);
        double recent = Percentile(_recent);
        if (_recent.Count < options.Recent || recent <= LeastSlowMs || SlowMs() is not { } slow || recent <= slow)
        {
            return null;
        }

        _slowMs = slow;
        Rest(now);
        return true;
    }

    private bool? EndProbe(double ms, DateTimeOffset now)
    {
        if (ms > _slowMs)
        {
            Rest(now);
            return _restsUntil is not null;
        }

        if (++_quickProbes < options.Probes)
        {
            return null;
        }

        (_restsUntil, _restsInARow) = (null, 0);
        return false;
    }

    /// <summary>No time below is slow for any model; it saves sorting the history for most answers.</summary>
    private double LeastSlowMs => Math.Min(options.Floor.TotalMilliseconds, CeilingMs);

    private double CeilingMs => options.Ceiling?.TotalMilliseconds ?? double.MaxValue;

    /// <summary>What is slow for this model; null while too little is known.</summary>
    private double? SlowMs() => _history.Count >= options.Recent
        ? Math.Min(CeilingMs, Math.Max(options.Factor * Percentile(_history), options.Floor.TotalMilliseconds))
        : options.Ceiling is null ? null : CeilingMs;

    /// <summary>
    /// The slow answers do not become history: the next ones are compared with the good times. A model that stays slow through many rests is
    /// taken for what it is now, and its history begins anew.
    /// </summary>
    private void Rest(DateTimeOffset now)
    {
        double rest = options.FirstRest.TotalMilliseconds * Math.Pow(2, _restsInARow++);
        _restsUntil = now + TimeSpan.FromMilliseconds(Math.Min(rest, options.LongestRest.TotalMilliseconds));
        _quickProbes = 0;
        _recent.Clear();
        if (_restsInARow > options.MostRests)
        {
            _history.Clear();
            (_restsUntil, _restsInARow) = (null, 0);
        }
    }

    private void Move(Queue<double> values, double ms, int most, Queue<double>? into = null)
    {
        values.Enqueue(ms);
        if (values.Count > most)
        {
            double oldest = values.Dequeue();
            if (into is not null)
            {
                Move(into, oldest, options.History);
            }
        }
    }

    private static double Percentile(Queue<double> values)
    {
        double[] sorted = [.. values];
        Array.Sort(sorted);
        return Quantile.OfSorted(sorted, Tail);
    }
}
