using System.Text.Json;

namespace OrleansRouter.Grains.Hosting;

/// <summary>State in an <see cref="IStateStore"/> under optimistic concurrency, for hosts to give to their grains.</summary>
/// <param name="kind">The kind of state.</param>
/// <param name="key">The grain's key.</param>
/// <param name="store">Where the state is kept.</param>
/// <param name="time">The clock.</param>
/// <param name="options">How old the state may be, and how often an update tries.</param>
/// <typeparam name="TState">The state's record.</typeparam>
public sealed class DurableState<TState>(string kind, string key, IStateStore store, TimeProvider time, DurableStateOptions options)
    : IDurableState<TState>, IActivationState
    where TState : class, new()
{
    private long _version;
    private long? _readAt;

    /// <inheritdoc/>
    public TState Value { get; private set; } = new();

    /// <inheritdoc/>
    public bool Exists => _version > 0;

    /// <inheritdoc/>
    public ValueTask EnsureFreshAsync(CancellationToken cancellationToken) =>
        _readAt is { } readAt && time.GetElapsedTime(readAt) <= options.MaxStateAge
            ? ValueTask.CompletedTask
            : new ValueTask(RefreshAsync(cancellationToken));

    /// <inheritdoc/>
    public async Task<TState> RefreshAsync(CancellationToken cancellationToken = default)
    {
        long readAt = time.GetTimestamp();
        StoredState? stored = await store.ReadAsync(kind, key, cancellationToken);
        if (stored?.Version != _version || _readAt is null)
        {
            Value = stored is null ? new TState() : Parse(stored);
            _version = stored?.Version ?? 0;
        }

        _readAt = readAt;
        return Value;
    }

    /// <inheritdoc/>
    public Task<TState> UpdateAsync(Func<TState, TState> transition, CancellationToken cancellationToken = default) =>
        UpdateAsync(transition, fence: null, cancellationToken);

    /// <inheritdoc/>
    public async Task<TState> UpdateAsync(Func<TState, TState> transition, Fence? fence, CancellationToken cancellationToken)
    {
        if (await TryOnMemoryAsync(transition, fence, cancellationToken))
        {
            return Value;
        }

        for (int attempt = 1; attempt <= options.MaxUpdateAttempts; attempt++)
        {
            TState next = transition(await RefreshAsync(cancellationToken));
            if (ReferenceEquals(next, Value) || await WriteAsync(next, fence, cancellationToken))
            {
                return Value;
            }

            await Task.Delay(Jitter(attempt), time, cancellationToken);
        }

        throw new StateConflictException(
            $"State {kind} '{key}' was not written: other writers came first in each of {options.MaxUpdateAttempts} attempts.");
    }

    /// <summary>
    /// Writes what the transition makes of the state in memory. A refusal or "no change" shows nothing, because other
    /// processes may have written meanwhile: it counts as not written, and the transition runs again on fresh state.
    /// </summary>
    private async Task<bool> TryOnMemoryAsync(Func<TState, TState> transition, Fence? fence, CancellationToken cancellationToken)
    {
        TState next;
        try
        {
            next = transition(Value);
        }
        catch (Exception)
        {
            return false;
        }

        return !ReferenceEquals(next, Value) && await WriteAsync(next, fence, cancellationToken);
    }

    private async Task<bool> WriteAsync(TState next, Fence? fence, CancellationToken cancellationToken)
    {
        long writtenAt = time.GetTimestamp();
        if (await store.WriteAsync(kind, key, _version, GrainJson.Write(next), fence, cancellationToken) is not { } version)
        {
            return false;
        }

        (Value, _version, _readAt) = (next, version, writtenAt);
        return true;
    }

    private TState Parse(StoredState stored)
    {
        try
        {
            return GrainJson.Read<TState>(stored.Value.Span);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"State {kind} '{key}', version {stored.Version}, cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Up to 1, 2, 4, … 64 ms, drawn anew each time so that competing writers do not stay in step.</summary>
    private static TimeSpan Jitter(int attempt) => TimeSpan.FromMilliseconds(Random.Shared.NextDouble() * (1 << Math.Min(attempt - 1, 6)));
}
