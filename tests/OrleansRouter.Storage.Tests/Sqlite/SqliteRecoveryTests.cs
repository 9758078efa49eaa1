using System.Collections.Concurrent;
using OrleansRouter.Grains.Hosting;
using OrleansRouter.Storage.Relational;
using OrleansRouter.Storage.Sqlite;
using OrleansRouter.TestKit.Storage;

namespace OrleansRouter.Storage.Tests.Sqlite;

/// <summary>
/// What a killed process leaves is the database file and its write-ahead log as they were at that instant. A copy of both, taken
/// while writes are under way, stands for it: the log is only appended to between checkpoints, so copying it last (and torn in
/// the middle of a commit) is the state of some instant during the copy.
/// </summary>
public sealed class SqliteRecoveryTests : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly TemporarySqlite _file = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _file.DisposeAsync();

    [Fact]
    public async Task Copy_TakenWhileWritesAreUnderWay_HasEveryAcknowledgedWriteOnce()
    {
        var acknowledged = new ConcurrentBag<string>();
        string[] atCopy;
        string copy = Path.Combine(_file.Folder, "copy.db");
        await using (RelationalStore store = await _file.OpenAsync())
        {
            using var stop = new CancellationTokenSource();
            Task[] writers = [.. Enumerable.Range(0, 4).Select(i => Task.Run(() => AppendUntilAsync(store, $"w{i}", acknowledged, stop.Token)))];
            while (acknowledged.Count < 40)
            {
                await Task.Delay(1);
            }

            atCopy = [.. acknowledged];
            CopyDatabase(_file.FilePath, copy);
            await stop.CancelAsync();
            await Task.WhenAll(writers);
        }

        await using RelationalStore recovered = await SqliteStore.OpenAsync(copy);
        List<string> found = await recovered.Decisions.ReadAsync(0, None).Select(e => e.Entry.Decision.DecisionId).ToListAsync();

        found.ShouldBeUnique();
        atCopy.Except(found).ShouldBeEmpty();
        (await recovered.States.WriteAsync("tenant", "after", 0, new byte[] { 1 }, None)).ShouldBe(1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2000)]
    [InlineData(4120)]
    public async Task Copy_WithATornLastCommit_HasEveryCommitBeforeIt(int lostBytes)
    {
        string copy = Path.Combine(_file.Folder, "copy.db");
        await using (RelationalStore store = await _file.OpenAsync())
        {
            foreach (int i in Enumerable.Range(0, 20))
            {
                await store.Feedback.AppendAsync(Records.Feedback($"f{i:D2}"), None);
            }

            CopyDatabase(_file.FilePath, copy);
        }

        using (FileStream log = File.OpenWrite(copy + "-wal"))
        {
            log.SetLength(log.Length - lostBytes);
        }

        await using RelationalStore recovered = await SqliteStore.OpenAsync(copy);
        List<string> found = await recovered.Feedback.ReadAsync(0, None).Select(f => f.Feedback.IdempotencyKey).ToListAsync();

        found.ShouldBe(Enumerable.Range(0, 19).Select(i => $"f{i:D2}"));
    }

    private static async Task AppendUntilAsync(
        RelationalStore store, string writer, ConcurrentBag<string> acknowledged, CancellationToken stop)
    {
        for (int i = 0; i < 100 && !stop.IsCancellationRequested; i++)
        {
            string id = $"{writer}-{i}";
            await store.Decisions.AppendAsync(Records.Decision(id), None);
            acknowledged.Add(id);
        }
    }

    private static void CopyDatabase(string from, string to)
    {
        File.Copy(from, to);
        File.Copy(from + "-wal", to + "-wal");
    }
}
