using System.Data.Common;

namespace OrleansRouter.Storage.Relational;

/// <summary>One write that waits for its commit.</summary>
internal abstract class Write(string? locks, CancellationToken cancellationToken)
{
    /// <summary>
    /// A name of the existing row that it locks, or null. A batch locks in the order of names, so that two processes cannot wait for each
    /// other; writes without a name keep the order of their arrival.
    /// </summary>
    public string? Locks => locks;

    /// <summary>Completes the waiter as cancelled when it gave up before the writer took the write.</summary>
    public bool TryCancel()
    {
        bool cancelled = cancellationToken.IsCancellationRequested;
        if (cancelled)
        {
            Cancel(cancellationToken);
        }

        return cancelled;
    }

    /// <summary>Runs the statements inside the writer's transaction. It runs again in another transaction when this one fails.</summary>
    public abstract void Execute(DbConnection connection);

    /// <summary>Tells the waiter that the last execution is durable.</summary>
    public abstract void Complete();

    /// <summary>Tells the waiter that the write failed: it is not known to be durable.</summary>
    public abstract void Fail(Exception error);

    protected abstract void Cancel(CancellationToken token);
}

/// <summary>One write with its result.</summary>
internal sealed class Write<TResult>(Func<DbConnection, TResult> work, string? locks, CancellationToken cancellationToken)
    : Write(locks, cancellationToken)
{
    // Waiters run on the thread pool, so that the writer goes on with the next batch.
    private readonly TaskCompletionSource<TResult> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TResult? _result;

    public Task<TResult> Done => _done.Task;

    public override void Execute(DbConnection connection) => _result = work(connection);

    public override void Complete() => _done.SetResult(_result!);

    public override void Fail(Exception error) => _done.SetException(error);

    protected override void Cancel(CancellationToken token) => _done.SetCanceled(token);
}
