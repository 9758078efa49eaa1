using System.Runtime.ExceptionServices;

namespace OrleansRouter.Learning.Networks.Training;

/// <summary>Runs the items of many short parallel loops on the caller and pool threads without allocating.</summary>
/// <remarks>Items must be independent. One loop runs at a time.</remarks>
internal sealed class WorkCrew(int threads) : IThreadPoolWorkItem
{
    // Less work than this many floats is done before a second thread has woken up.
    private const int WorthSharing = 1 << 18;

    private readonly ManualResetEventSlim _finished = new();

    // The number of items in the high half, the next one in the low half: a helper that comes late sees both or neither.
    private long _ticket;
    private int _pending;
    private Action<int>? _body;
    private ExceptionDispatchInfo? _failure;

    /// <summary>Runs <paramref name="body"/> for 0 … <paramref name="count"/> − 1, on one thread where <paramref name="size"/> floats are too few to share.</summary>
    public void Run(int count, long size, Action<int> body) => Run(count, body, size < WorthSharing ? 1 : threads);

    /// <summary>Runs <paramref name="body"/> for 0 … <paramref name="count"/> − 1.</summary>
    public void Run(int count, Action<int> body) => Run(count, body, threads);

    void IThreadPoolWorkItem.Execute() => TakeItems();

    private void Run(int count, Action<int> body, int helpers)
    {
        if (helpers == 1 || count == 1)
        {
            for (int i = 0; i < count; i++)
            {
                body(i);
            }

            return;
        }

        (_body, _pending, _failure) = (body, count, null);
        _finished.Reset();
        Volatile.Write(ref _ticket, (long)count << 32);
        for (int i = 1; i < Math.Min(helpers, count); i++)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }

        TakeItems();
        _finished.Wait();
        _failure?.Throw();
    }

    private void TakeItems()
    {
        while (true)
        {
            long ticket = Interlocked.Increment(ref _ticket) - 1;
            if ((int)ticket >= (int)(ticket >> 32))
            {
                return;
            }

            try
            {
                _body!((int)ticket);
            }
            catch (Exception e)
            {
                _failure = ExceptionDispatchInfo.Capture(e);
            }

            if (Interlocked.Decrement(ref _pending) == 0)
            {
                _finished.Set();
            }
        }
    }
}
