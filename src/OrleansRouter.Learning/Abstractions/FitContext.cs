using OrleansRouter.Learning.Pieces;

namespace OrleansRouter.Learning;

/// <summary>How a fit runs, never what it computes: threads, progress and cancellation. Results are the same bytes for any thread count.</summary>
/// <param name="Threads">Threads to use, at least 1; 0 (the default) means one per processor.</param>
/// <param name="Progress">Receives the finished share, from 0 to 1, or null.</param>
/// <param name="CancellationToken">Stops the work with <see cref="OperationCanceledException"/>.</param>
public sealed record FitContext(int Threads = 0, IProgress<double>? Progress = null, CancellationToken CancellationToken = default)
{
    /// <summary>One thread per processor, no progress, not cancellable.</summary>
    public static FitContext Default { get; } = new();

    /// <summary>Where the pieces of a fit are computed; null (the default): here, on its threads.</summary>
    public IFitPieces? Pieces { get; init; }

    /// <summary>The effective number of threads.</summary>
    public int EffectiveThreads => Threads > 0 ? Threads : Environment.ProcessorCount;

    /// <summary>The same settings for <see cref="Parallel"/> loops.</summary>
    public ParallelOptions ParallelOptions => new()
    {
        MaxDegreeOfParallelism = EffectiveThreads,
        CancellationToken = CancellationToken,
    };

    /// <summary>The same settings for one step of a longer work: its progress from 0 to 1 is reported as <paramref name="from"/> to <paramref name="to"/>.</summary>
    public FitContext Part(double from, double to) => Progress is null ? this : this with { Progress = new PartProgress(Progress, from, to) };

    private sealed class PartProgress(IProgress<double> whole, double from, double to) : IProgress<double>
    {
        public void Report(double value) => whole.Report(from + (value * (to - from)));
    }
}
