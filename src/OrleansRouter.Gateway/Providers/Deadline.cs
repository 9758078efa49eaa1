namespace OrleansRouter.Gateway.Providers;

/// <summary>Cancels upstream work when the caller does, when the total time has passed, or when nothing arrived for too long.</summary>
internal sealed class Deadline : IDisposable
{
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource _total;
    private readonly CancellationTokenSource _step;
    private readonly CancellationTokenSource _linked;

    public Deadline(ProviderCall call, CancellationToken caller)
    {
        _caller = caller;
        _total = new CancellationTokenSource(call.Timeouts.Total, call.Time);
        _step = new CancellationTokenSource(Timeout.InfiniteTimeSpan, call.Time);
        _linked = CancellationTokenSource.CreateLinkedTokenSource(caller, _total.Token, _step.Token);
    }

    public CancellationToken Token => _linked.Token;

    /// <summary>Whether the caller still waits: work that was cancelled then ran out of time.</summary>
    public bool CallerWaits => !_caller.IsCancellationRequested;

    /// <summary>Whether one of the call's own limits has passed.</summary>
    public bool HasPassed => _total.IsCancellationRequested || _step.IsCancellationRequested;

    /// <summary>Starts the limit of the next step.</summary>
    public void Arm(TimeSpan step) => _step.CancelAfter(step);

    public void Dispose()
    {
        _linked.Dispose();
        _step.Dispose();
        _total.Dispose();
    }
}
