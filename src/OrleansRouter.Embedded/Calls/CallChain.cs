namespace OrleansRouter.Embedded.Calls;

/// <summary>
/// The turns that the running code is part of: a turn of grain A that calls grain B that calls grain A again would wait for ever.
/// The chain flows with the execution context, so work that a turn starts and does not await belongs to the chain until that
/// turn ends; such work calls its own grain only from a context without flow (<see cref="ExecutionContext.SuppressFlow"/>).
/// </summary>
internal sealed class CallChain
{
    private static readonly AsyncLocal<CallChain?> CurrentChain = new();

    private readonly GrainId _grain;
    private readonly CallChain? _caller;
    private volatile bool _ended;

    private CallChain(GrainId grain, CallChain? caller)
    {
        _grain = grain;
        _caller = caller;
    }

    /// <summary>Whether the running code is part of a turn that has not ended.</summary>
    public static bool IsInsideTurn => Running().Any();

    /// <exception cref="InvalidOperationException">The running code is part of a turn of <paramref name="target"/>.</exception>
    public static void RequireNotWaitingFor(GrainId target)
    {
        if (CurrentChain.Value is not null && Running().Contains(target))
        {
            string path = string.Join(" → ", Running().Reverse().Append(target));
            throw new InvalidOperationException($"A grain calls itself through the host and would wait for ever: {path}.");
        }
    }

    /// <summary>Begins a turn; must be called inside the asynchronous method that is the turn.</summary>
    public static CallChain Begin(GrainId grain) => CurrentChain.Value = new CallChain(grain, CurrentChain.Value);

    public void End() => _ended = true;

    private static IEnumerable<GrainId> Running()
    {
        for (CallChain? link = CurrentChain.Value; link is not null; link = link._caller)
        {
            if (!link._ended)
            {
                yield return link._grain;
            }
        }
    }
}
