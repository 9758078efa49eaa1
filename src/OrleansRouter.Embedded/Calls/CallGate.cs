namespace OrleansRouter.Embedded.Calls;

/// <summary>Counts the calls that are under way, and lets nobody in once it is closed.</summary>
internal sealed class CallGate
{
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _count = 1; // one for the gate itself until it is closed, so that 0 means closed and drained
    private int _closed;

    /// <summary>How many calls are under way, once the gate is closed.</summary>
    public long Count => Interlocked.Read(ref _count);

    /// <summary>Lets a call in. A turn that is under way may still call other grains after the gate was closed.</summary>
    /// <exception cref="ObjectDisposedException">The gate is closed.</exception>
    public void Enter()
    {
        Interlocked.Increment(ref _count);
        if (Volatile.Read(ref _closed) == 1 && !CallChain.IsInsideTurn)
        {
            Exit();
            throw new ObjectDisposedException(nameof(EmbeddedGrainHost), "The grain host is shutting down.");
        }
    }

    public void Exit()
    {
        if (Interlocked.Decrement(ref _count) == 0)
        {
            _drained.TrySetResult();
        }
    }

    /// <summary>Closes the gate; completes when every call has left.</summary>
    public Task CloseAsync()
    {
        if (Interlocked.Exchange(ref _closed, 1) == 0)
        {
            Exit();
        }

        return _drained.Task;
    }
}
