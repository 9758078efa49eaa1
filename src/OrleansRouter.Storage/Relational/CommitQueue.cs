using System.Data;
using System.Data.Common;
using System.Threading.Channels;

namespace OrleansRouter.Storage.Relational;

/// <summary>
/// Group commit: one thread takes whatever writes have gathered while the previous commit ran, runs them in one transaction and
/// completes all their waiters after its commit. A full queue makes writers wait.
/// Rows of one writer are written together, in the order of their arrival. A write that fails leaves its batch, and the rest of the batch runs again in a new transaction.
/// A connection that broke is replaced.
/// </summary>
internal sealed class CommitQueue : IAsyncDisposable
{
    private readonly Channel<Write> _waiting;
    private readonly IDatabase _database;
    private readonly int _maxBatch;
    private readonly Task _writer;
    private DbConnection _connection;

    public CommitQueue(IDatabase database, DbConnection connection, int maxBatch, int capacity)
    {
        (_database, _connection, _maxBatch) = (database, connection, maxBatch);
        _waiting = Channel.CreateBounded<Write>(new BoundedChannelOptions(capacity) { SingleReader = true });
        // Drivers block while the disk flushes: that must not take a thread from the pool that serves requests.
        _writer = Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Queues a write; completes when it is durable. Cancellation has effect until the writer takes it.</summary>
    /// <param name="write">Statements with no side effects besides, because they may run twice.</param>
    /// <exception cref="ObjectDisposedException">The store is closed.</exception>
    /// <exception cref="StorageException">The database refused the write.</exception>
    public async Task<TResult> EnqueueAsync<TResult>(WriteFor<TResult> write)
    {
        try
        {
            await _waiting.Writer.WriteAsync(write, write.CancellationToken);
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

            Commit([.. batch.OrderBy(w => w.Locks, StringComparer.Ordinal)]);
        }
    }

    private void Commit(List<Write> batch)
    {
        bool together = true;
        while (batch.Count > 0)
        {
            IReadOnlyList<Write> running = batch;
            try
            {
                using DbTransaction transaction = Begin();
                foreach (IGrouping<object, Write> writes in batch.GroupBy(w => together ? w.Writer ?? w : w))
                {
                    running = [.. writes];
                    running[0].Execute(_connection, running);
                }

                running = batch;
                transaction.Commit();
            }
            catch (Exception e) when (batch.Count > 1 && _database.IsDeadlock(e))
            {
                batch.ForEach(w => Commit([w]));
                return;
            }
            catch (Exception) when (running.Count > 1 && running != batch)
            {
                // One of them is at fault; which, shows when each runs by itself.
                together = false;
                continue;
            }
            catch (Exception e)
            {
                Fail(batch, running, e is DbException error ? _database.Explain(error) : e);
                continue;
            }

            batch.ForEach(w => w.Complete());
            return;
        }
    }

    // A connection may have been cut while nothing was written; nothing runs before the transaction has begun, so a new one is tried once.
    private DbTransaction Begin()
    {
        bool wasOpen = _connection.State == ConnectionState.Open;
        try
        {
            return _database.BeginWrite(Connected());
        }
        catch (DbException) when (wasOpen && _connection.State != ConnectionState.Open)
        {
            return _database.BeginWrite(Connected());
        }
    }

    private DbConnection Connected()
    {
        if (_connection.State != ConnectionState.Open)
        {
            _connection.Dispose();
            _connection = _database.OpenWriter();
        }

        return _connection;
    }

    /// <summary>Fails the write that was running or, when the transaction could not begin or commit, all of them.</summary>
    private static void Fail(List<Write> batch, IReadOnlyList<Write> running, Exception error)
    {
        foreach (Write write in running.ToArray())
        {
            write.Fail(error);
            batch.Remove(write);
        }
    }
}
