namespace OrleansRouter.Learning.Numerics;

/// <summary>The one way in which learners run independent items on several threads.</summary>
internal static class ParallelLoop
{
    /// <summary>Runs <paramref name="body"/> for 0 … <paramref name="count"/> − 1; items must not depend on each other's order.</summary>
    /// <exception cref="OperationCanceledException">The context was cancelled.</exception>
    public static void For(int count, FitContext context, Action<int> body)
    {
        if (context.EffectiveThreads > 1 && count > 1)
        {
            Parallel.For(0, count, context.ParallelOptions, body);
            return;
        }

        for (int i = 0; i < count; i++)
        {
            context.CancellationToken.ThrowIfCancellationRequested();
            body(i);
        }
    }
}
