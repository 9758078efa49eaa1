using System.Runtime.ExceptionServices;
using OrleansRouter.Learning;

namespace OrleansRouter.Routing.MetaRouter.Evaluation;

/// <summary>Independent pieces of work, each on one thread, with progress of the whole.</summary>
internal static class ParallelItems
{
    /// <summary>Does all pieces; what is expected to fail fails as it would on one thread.</summary>
    /// <param name="count">Number of pieces.</param>
    /// <param name="context">Threads, progress and cancellation.</param>
    /// <param name="item">Does the piece of that index; its context has one thread unless it is the only piece.</param>
    public static T[] Run<T>(int count, FitContext context, Func<int, FitContext, T> item)
    {
        var results = new T[count];
        int done = 0;
        FitContext inner = count > 1 ? context with { Threads = 1, Progress = null } : context with { Progress = null };
        try
        {
            Parallel.For(0, count, context.ParallelOptions, i =>
            {
                results[i] = item(i, inner);
                context.Progress?.Report((double)Interlocked.Increment(ref done) / count);
            });
        }
        catch (AggregateException e) when (e.InnerExceptions[0] is ArgumentException or OperationCanceledException)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }

        return results;
    }
}
