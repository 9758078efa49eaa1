using System.Data.Common;

namespace OrleansRouter.Storage.Relational;

/// <summary>One write that waits for its commit.</summary>
internal abstract class Write(string? locks, CancellationToken cancellationToken)
{
    /// <summary>Who writes it; writes of a batch that have the same writer are run together. Null: it is run by itself.</summary>
    public virtual object? Writer => null;

    public CancellationToken CancellationToken => cancellationToken;

    /// <summary>
    /// A name of the existing row that it locks, or null. A batch locks in the order of names, so that two processes cannot wait for each
    /// other. Writes of a batch have no other order: whoever needs one waits for the first before it asks for the second.
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

    /// <summary>Runs writes of one writer inside the queue's transaction. They run again in another transaction when this one fails.</summary>
    /// <param name="connection">The queue's.</param>
    /// <param name="together">This write, and others with the same <see cref="Writer"/>.</param>
    public abstract void Execute(DbConnection connection, IReadOnlyList<Write> together);

    /// <summary>Tells the waiter that the last execution is durable.</summary>
    public abstract void Complete();

    /// <summary>Tells the waiter that the write failed: it is not known to be durable.</summary>
    public abstract void Fail(Exception error);

    protected abstract void Cancel(CancellationToken token);
}

/// <summary>A write whose caller waits for a result.</summary>
internal abstract class WriteFor<TResult>(string? locks, CancellationToken cancellationToken) : Write(locks, cancellationToken)
{
    // Waiters run on the thread pool, so that the queue goes on with the next batch.
    private readonly TaskCompletionSource<TResult> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<TResult> Done => _done.Task;

    protected TResult? Result { get; set; }

    public override void Complete() => _done.SetResult(Result!);

    public override void Fail(Exception error) => _done.SetException(error);

    protected override void Cancel(CancellationToken token) => _done.SetCanceled(token);
}

/// <summary>Statements that are run by themselves.</summary>
internal sealed class Write<TResult>(Func<DbConnection, TResult> work, string? locks, CancellationToken cancellationToken)
    : WriteFor<TResult>(locks, cancellationToken)
{
    public override void Execute(DbConnection connection, IReadOnlyList<Write> together) => Result = work(connection);
}

/// <summary>A row that is written together with others.</summary>
internal sealed class RowWrite<TRow, TResult>(IRowWriter<TRow, TResult> writer, TRow row, CancellationToken cancellationToken)
    : WriteFor<TResult>(locks: null, cancellationToken)
{
    public override object Writer => writer;

    private TRow Row => row;

    public override void Execute(DbConnection connection, IReadOnlyList<Write> together)
    {
        RowWrite<TRow, TResult>[] writes = [.. together.Cast<RowWrite<TRow, TResult>>()];
        TResult[] results = writer.Write(connection, [.. writes.Select(write => write.Row)]);
        for (int i = 0; i < writes.Length; i++)
        {
            writes[i].Result = results[i];
        }
    }
}
