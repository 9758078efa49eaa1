using OrleansRouter.Embedded.Calls;
using OrleansRouter.Grains.Hosting;

namespace OrleansRouter.Embedded.Activations;

/// <summary>One grain in memory and the queue of its turns, first come first served.</summary>
internal sealed class Activation(GrainId id, Func<GrainId, (object Grain, IActivationState? State)> create, TimeProvider time)
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private object? _grain;
    private IActivationState? _state;
    private bool _retired;
    private long _lastUsed = time.GetTimestamp();

    /// <summary>Waits for the grain's turn.</summary>
    /// <returns>False when the activation left memory meanwhile: the caller takes a new one.</returns>
    public async ValueTask<bool> EnterAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        if (_retired)
        {
            _turn.Release();
        }

        return !_retired;
    }

    /// <summary>The grain with fresh state; only inside a turn. A failure leaves the activation as it was.</summary>
    public async ValueTask<object> GrainAsync(CancellationToken cancellationToken)
    {
        if (_grain is null)
        {
            (_grain, _state) = create(id);
        }

        if (_state is not null)
        {
            await _state.EnsureFreshAsync(cancellationToken);
        }

        return _grain;
    }

    /// <summary>Ends the turn.</summary>
    public void Exit()
    {
        _lastUsed = time.GetTimestamp();
        _turn.Release();
    }

    /// <summary>Retires the activation when no turn runs or waits and the last one ended long enough ago.</summary>
    public bool TryRetire(TimeSpan idleTimeout)
    {
        if (!_turn.Wait(0))
        {
            return false;
        }

        _retired = time.GetElapsedTime(_lastUsed) >= idleTimeout;
        bool retired = _retired;
        _turn.Release();
        return retired;
    }
}
