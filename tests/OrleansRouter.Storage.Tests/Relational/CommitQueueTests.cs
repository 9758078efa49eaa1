using System.Data.Common;
using Dapper;
using OrleansRouter.Storage.Relational;
using OrleansRouter.Storage.Sqlite;
using OrleansRouter.TestKit.Storage;

namespace OrleansRouter.Storage.Tests.Relational;

public sealed class CommitQueueTests : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);
    private readonly TemporarySqlite _file = new();
    private readonly ManualResetEventSlim _hold = new();
    private SqliteDatabase _database = null!;
    private CommitQueue _queue = null!;

    public Task InitializeAsync()
    {
        _database = new SqliteDatabase(_file.FilePath, new SqliteStoreOptions { BusyTimeout = TimeSpan.FromMilliseconds(50) });
        DbConnection connection = _database.OpenWriter();
        connection.Execute("CREATE TABLE t (x INTEGER PRIMARY KEY)");
        _queue = new CommitQueue(_database, connection, maxBatch: 100, capacity: 4);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        _hold.Set();
        await _queue.DisposeAsync();
        await _database.DisposeAsync();
        await _file.DisposeAsync();
    }

    [Fact]
    public async Task Enqueue_ReturnsTheResult_OfWhatIsCommitted()
    {
        (await _queue.EnqueueAsync(c => c.Execute("INSERT INTO t VALUES (1), (2)"), None)).ShouldBe(2);

        (await RowsAsync()).ShouldBe([1, 2]);
    }

    [Fact]
    public async Task Enqueue_OneOfABatchFails_OnlyItsWaiterSeesIt()
    {
        Task holding = HoldWriterAsync();
        Task<int> good = InsertAsync(1);
        Task<int> twice = InsertAsync(1);
        Task<int> buggy = _queue.EnqueueAsync<int>(_ => throw new FormatException("not mine"), None);
        Task<int> other = InsertAsync(2);
        _hold.Set();

        await Task.WhenAll(holding, good, other).WaitAsync(Soon);
        (await Should.ThrowAsync<StorageException>(() => twice)).Message.ShouldContain("UNIQUE constraint failed");
        (await Should.ThrowAsync<FormatException>(() => buggy)).Message.ShouldBe("not mine");
        (await RowsAsync()).ShouldBe([1, 2]);
    }

    [Fact]
    public async Task Enqueue_WriteFailsAfterAStatement_ThatStatementIsUndone()
    {
        await Should.ThrowAsync<FormatException>(() => _queue.EnqueueAsync<int>(
            c =>
            {
                c.Execute("INSERT INTO t VALUES (7)");
                throw new FormatException();
            },
            None));

        (await RowsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Enqueue_FullQueue_MakesTheNextWait_AndLosesNothing()
    {
        Task holding = HoldWriterAsync();
        Task<int>[] inserts = [.. Enumerable.Range(1, 20).Select(InsertAsync)];
        await Task.Delay(20);
        inserts.ShouldAllBe(t => !t.IsCompleted);

        _hold.Set();
        await Task.WhenAll([holding, .. inserts]).WaitAsync(Soon);

        (await RowsAsync()).ShouldBe(Enumerable.Range(1, 20).Select(i => (long)i));
    }

    [Fact]
    public async Task Enqueue_CancelledBeforeItsTurn_IsNotWritten()
    {
        using var cancellation = new CancellationTokenSource();
        Task holding = HoldWriterAsync();
        Task<int> queued = _queue.EnqueueAsync(c => c.Execute("INSERT INTO t VALUES (1)"), cancellation.Token);
        Task[] full = [.. Enumerable.Range(2, 3).Select(InsertAsync)];
        Task<int> outside = _queue.EnqueueAsync(c => c.Execute("INSERT INTO t VALUES (9)"), cancellation.Token);

        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => outside.WaitAsync(Soon));
        _hold.Set();
        await Should.ThrowAsync<OperationCanceledException>(() => queued.WaitAsync(Soon));
        await Task.WhenAll([holding, .. full]).WaitAsync(Soon);

        (await RowsAsync()).ShouldBe([2, 3, 4]);
    }

    [Fact]
    public async Task Enqueue_AnotherProcessHoldsTheLock_EveryWaiterIsTold_AndTheQueueGoesOn()
    {
        await using (DbConnection other = await _database.OpenReaderAsync(None))
        {
            await other.ExecuteAsync("BEGIN IMMEDIATE");

            (await Should.ThrowAsync<StorageException>(() => InsertAsync(1).WaitAsync(Soon))).Message
                .ShouldStartWith($"Database '{_file.FilePath}' failed: another process keeps it locked (waited 0.05 s).");
            await other.ExecuteAsync("ROLLBACK");
        }

        (await InsertAsync(2)).ShouldBe(1);
        (await RowsAsync()).ShouldBe([2]);
    }

    [Fact]
    public async Task Dispose_WritesWhatWaits_AndRefusesMore()
    {
        Task holding = HoldWriterAsync();
        Task<int> waiting = InsertAsync(1);
        Task disposal = _queue.DisposeAsync().AsTask();

        (await Should.ThrowAsync<ObjectDisposedException>(() => InsertAsync(2))).Message.ShouldContain($"'{_file.FilePath}' is closed");
        _hold.Set();
        await Task.WhenAll(holding, waiting, disposal).WaitAsync(Soon);

        (await RowsAsync()).ShouldBe([1]);
    }

    /// <summary>Keeps the writer busy until <see cref="_hold"/> is set, so that later writes gather into one batch.</summary>
    private Task HoldWriterAsync()
    {
        using var begun = new ManualResetEventSlim();
        Task<int> holding = _queue.EnqueueAsync(
            _ =>
            {
                begun.Set();
                _hold.Wait(Soon);
                return 0;
            },
            None);
        begun.Wait(Soon).ShouldBeTrue();
        return holding;
    }

    private Task<int> InsertAsync(int x) => _queue.EnqueueAsync(c => c.Execute("INSERT INTO t VALUES (@x)", new { x }), None);

    private async Task<IEnumerable<long>> RowsAsync()
    {
        await using DbConnection connection = await _database.OpenReaderAsync(None);
        return await connection.QueryAsync<long>("SELECT x FROM t ORDER BY x");
    }
}
