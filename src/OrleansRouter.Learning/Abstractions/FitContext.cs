namespace OrleansRouter.Learning;

/// <summary>How a fit runs, never what it computes: threads, progress and cancellation. Results are the same bytes for any thread count.</summary>
/// <param name="Threads">Threads to use, at least 1; 0 (the default) means one per processor.</param>
/// <param name="Progress">Receives the finished share, from 0 to 1, or null.</param>
/// <param name="CancellationToken">Stops the work with <see cref="OperationCanceledException"/>.</param>
public sealed record FitContext(int Threads = 0, IProgress<double>? Progress = null, CancellationToken CancellationToken = default)
{
    /// <summary>One thread per processor, no progress, not cancellable.</summary>
    public static FitContext Default { get; } = new();

    /// <summary>The effective number of threads.</summary>
    public int EffectiveThreads => Threads > 0 ? Threads : Environment.ProcessorCount;

    /// <summary>The same settings for <see cref="Parallel"/> loops.</summary>
    public ParallelOptions ParallelOptions => new()
    {
        MaxDegreeOfParallelism = EffectiveThreads,
        CancellationToken = CancellationToken,
    };
}
