namespace OrleansRouter.Grains.Hosting;

/// <summary>
/// The durable state of one grain. A host reads it before the grain's first turn and writes it under optimistic concurrency,
/// so that a transition may run again on fresher state after a conflict: transitions are pure. One update at a time per grain.
/// </summary>
/// <typeparam name="TState">An immutable record; its default constructor makes the state of a grain that was never written.</typeparam>
public interface IDurableState<TState> where TState : class, new()
{
    /// <summary>The last state that this activation read or wrote.</summary>
    TState Value { get; }

    /// <summary>Whether the state was ever written.</summary>
    bool Exists { get; }

    /// <summary>
    /// Applies <paramref name="transition"/> and makes the result durable; a transition that returns its argument writes nothing.
    /// </summary>
    /// <remarks>A transition that throws or changes nothing is believed only on state that was read during this call.</remarks>
    /// <returns>The state after the transition.</returns>
    /// <exception cref="StateConflictException">Other writers came first in every attempt.</exception>
    Task<TState> UpdateAsync(Func<TState, TState> transition, CancellationToken cancellationToken = default);

    /// <summary>The same for what only the holder of a lease may write.</summary>
    /// <exception cref="StaleFenceException">The lease has passed on to another holder; nothing was written.</exception>
    Task<TState> UpdateAsync(Func<TState, TState> transition, Fence? fence, CancellationToken cancellationToken);

    /// <summary>Reads the stored state again, for state that other processes may have written.</summary>
    Task<TState> RefreshAsync(CancellationToken cancellationToken = default);
}
