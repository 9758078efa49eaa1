using System.Data.Common;
using System.Threading.Channels;

namespace OrleansRouter.Storage.Relational;

/// <summary>
/// Group commit: one thread takes whatever writes have gathered while the previous commit ran, runs them in one transaction and
/// completes all their waiters after its commit. Writes run in the order of their arrival. A full queue makes writers wait.
/// A write that fails makes its batch run again one by one, so that it fails alone.
/// </summary>
internal sealed class CommitQueue : IAsyncDisposable
{
    private readonly Channel<Write> _waiting;
    private readonly IDatabase _database;
    private readonly int _maxBatch;
    private readonly DbConnection _connection;
    private readonly Task _writer;

    public CommitQueue(IDatabase database, DbConnection connection, int maxBatch, int capacity)
    {
        (_database, _connection, _maxBatch) = (database, connection, maxBatch);
        _waiting = Channel.CreateBounded<Write>(new BoundedChannelOptions(capacity) { SingleReader = true });
        // Drivers block while the disk flushes: that must not take a thread from the pool that serves requests.
        _writer = Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Queues a write; completes when it is durable. Cancellation has effect until the writer takes it.</summary>
    /// <param name="work">The statements; no side effects besides, because it may run twice.</param>
    /// <param name="cancellationToken">Takes the write out of the queue.</param>
    /// <exception cref="ObjectDisposedException">The store is closed.</exception>
    /// <exception cref="StorageException">The database refused the write.</exception>
    public async Task<TResult> EnqueueAsync<TResult>(Func<DbConnection, TResult> work, CancellationToken cancellationToken)
    {
        var write = new Write<TResult>(work, cancellationToken);
        try
        {
            await _waiting.Writer.WriteAsync(write, cancellationToken);
        }
        catch (ChannelClosedException)
        {
            throw new ObjectDisposedException(_database.Name, $"Database {_database.Name} is closed.");
        }

        return await write.Done;
    }

    /// <summary>Takes no more writes, and completes when those that wait are durable.</summary>
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _writer;
        await _connection.DisposeAsync();
    }

    private void Run()
    {
        var batch = new List<Write>(_maxBatch);
        while (_waiting.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            batch.Clear();
            while (batch.Count < _maxBatch && _waiting.Reader.TryRead(out Write? write))
            {
                if (!write.TryCancel())
                {
                    batch.Add(write);
                }
            }

            CommitOrFail(batch);
        }
    }

    private void CommitOrFail(List<Write> batch)
    {
        try
        {
            if (batch.Count > 0 && !TryCommit(batch))
            {
                batch.ForEach(CommitOrFail);
                return;
            }
        }
        catch (Exception e)
        {
            batch.ForEach(w => w.Fail(Explained(e)));
            return;
        }

        batch.ForEach(w => w.Complete());
    }

    private void CommitOrFail(Write write)
    {
        try
        {
            using DbTransaction transaction = _connection.BeginTransaction();
            write.Execute(_connection);
            transaction.Commit();
        }
        catch (Exception e)
        {
            write.Fail(Explained(e));
            return;
        }

        write.Complete();
    }

    /// <returns>False when one of the writes failed: nothing is written then.</returns>
    /// <exception cref="DbException">The transaction could not begin or commit; that is nobody's fault in particular.</exception>
    private bool TryCommit(List<Write> batch)
    {
        using DbTransaction transaction = _connection.BeginTransaction();
        try
        {
            batch.ForEach(w => w.Execute(_connection));
        }
        catch (Exception)
        {
            return false;
        }

        transaction.Commit();
        return true;
    }

    private Exception Explained(Exception error) => error is DbException e ? _database.Explain(e) : error;
}
