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
        (await EnqueueAsync(c => c.Execute("INSERT INTO t VALUES (1), (2)"), None)).ShouldBe(2);

        (await RowsAsync()).ShouldBe([1, 2]);
    }

    [Fact]
    public async Task Enqueue_OneOfABatchFails_OnlyItsWaiterSeesIt()
    {
        Task holding = HoldWriterAsync();
        Task<int> good = InsertAsync(1);
        Task<int> twice = InsertAsync(1);
        Task<int> buggy = EnqueueAsync<int>(_ => throw new FormatException("not mine"), None);
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
        await Should.ThrowAsync<FormatException>(() => EnqueueAsync<int>(
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
        Task<int> queued = EnqueueAsync(c => c.Execute("INSERT INTO t VALUES (1)"), cancellation.Token);
        Task[] full = [.. Enumerable.Range(2, 3).Select(InsertAsync)];
        Task<int> outside = EnqueueAsync(c => c.Execute("INSERT INTO t VALUES (9)"), cancellation.Token);

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
        Task<int> holding = EnqueueAsync(
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

    private Task<int> InsertAsync(int x) => EnqueueAsync(c => c.Execute("INSERT INTO t VALUES (@x)", new { x }), None);

    private async Task<IEnumerable<long>> RowsAsync()
    {
        await using DbConnection connection = await _database.OpenReaderAsync(None);
        return await connection.QueryAsync<long>("SELECT x FROM t ORDER BY x");
    }

    [Fact]
    public async Task Enqueue_RowsOfOneWriter_AreWrittenTogetherInTheirOrder()
    {
        var writer = new Numbers();
        Task holding = HoldWriterAsync();
        Task<int>[] rows = [.. Enumerable.Range(1, 3).Select(x => _queue.EnqueueAsync(new RowWrite<int, int>(writer, x, None)))];
        _hold.Set();

        await holding.WaitAsync(Soon);
        (await Task.WhenAll(rows).WaitAsync(Soon)).ShouldBe([10, 20, 30]);
        writer.Calls.ShouldBe(["1,2,3"]);
        (await RowsAsync()).ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task Enqueue_OneRowOfAWriterIsRefused_OnlyItsWaiterSeesIt()
    {
        var writer = new Numbers();
        Task holding = HoldWriterAsync();
        Task<int>[] rows = [.. Enumerable.Range(0, 3).Select(i => _queue.EnqueueAsync(new RowWrite<int, int>(writer, 1 + (i % 2), None)))];
        _hold.Set();

        await Task.WhenAll(holding, rows[0], rows[1]).WaitAsync(Soon);
        (await Should.ThrowAsync<StorageException>(() => rows[2])).Message.ShouldContain("UNIQUE constraint failed");
        writer.Calls[0].ShouldBe("1,2,1");
        (await RowsAsync()).ShouldBe([1, 2]);
    }

    private Task<T> EnqueueAsync<T>(Func<DbConnection, T> work, CancellationToken cancellationToken) =>
        _queue.EnqueueAsync(new Write<T>(work, locks: null, cancellationToken));

    /// <summary>Writes numbers, and tells each caller ten times its own.</summary>
    private sealed class Numbers : IRowWriter<int, int>
    {
        public List<string> Calls { get; } = [];

        public int[] Write(DbConnection connection, IReadOnlyList<int> rows)
        {
            Calls.Add(string.Join(',', rows));
            connection.Execute("INSERT INTO t VALUES (@x)", rows.Select(x => new { x }));
            return [.. rows.Select(x => 10 * x)];
        }
    }
}
