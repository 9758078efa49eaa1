using System.ComponentModel.DataAnnotations;
using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;
using OrleansRouter.Grains.Hosting;
using OrleansRouter.Storage.Relational;
using OrleansRouter.Storage.Sqlite;
using OrleansRouter.TestKit.Storage;
using static SQLitePCL.raw;

namespace OrleansRouter.Storage.Tests.Sqlite;

public sealed class SqliteStoreTests : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly TemporarySqlite _file = new(new SqliteStoreOptions { BusyTimeout = TimeSpan.FromMilliseconds(50) });

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _file.DisposeAsync();

    [Fact]
    public async Task Open_ManyAtOnce_MigrateOnce()
    {
        await using var file = new TemporarySqlite();

        RelationalStore[] stores = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => file.OpenAsync()));

        foreach (RelationalStore store in stores)
        {
            (await store.States.WriteAsync("x", $"{Guid.NewGuid()}", 0, new byte[] { 1 }, None)).ShouldBe(1);
            await store.DisposeAsync();
        }
    }

    [Fact]
    public async Task Writer_FlushesTheLogAtEveryCommit()
    {
        await using var database = new SqliteDatabase(_file.FilePath, new SqliteStoreOptions());
        using DbConnection writer = database.OpenWriter();

        writer.ExecuteScalar<string>("PRAGMA journal_mode").ShouldBe("wal");
        writer.ExecuteScalar<long>("PRAGMA synchronous").ShouldBe(2, "FULL");
    }

    [Fact]
    public async Task Open_FolderIsMissing_NamesIt()
    {
        string folder = Path.Combine(_file.Folder, "missing");
        string path = Path.Combine(folder, "x.db");

        (await Should.ThrowAsync<StorageException>(() => SqliteStore.OpenAsync(path))).Message
            .ShouldBe($"Database '{path}' cannot be opened: there is no folder '{folder}'. Create it, or use another path.");
    }

    [Fact]
    public async Task Open_PathIsAFolder_IsRefused() =>
        (await Should.ThrowAsync<StorageException>(() => SqliteStore.OpenAsync(_file.Folder))).Message
            .ShouldStartWith($"Database '{_file.Folder}' failed: the file cannot be opened");

    [Fact]
    public async Task Open_TextFile_IsRefused_AndLeftAlone()
    {
        await File.WriteAllTextAsync(_file.FilePath, new string('x', 5000));

        (await Should.ThrowAsync<StorageException>(_file.OpenAsync)).Message
            .ShouldStartWith($"Database '{_file.FilePath}' failed: the file is not a SQLite database.");
        (await File.ReadAllTextAsync(_file.FilePath)).ShouldBe(new string('x', 5000));
    }

    [Fact]
    public async Task Open_DamagedFile_IsRefused()
    {
        await (await _file.OpenAsync()).DisposeAsync();
        byte[] bytes = await File.ReadAllBytesAsync(_file.FilePath);
        bytes.AsSpan(100, 4000).Fill(0xEE);
        await File.WriteAllBytesAsync(_file.FilePath, bytes);

        (await Should.ThrowAsync<StorageException>(_file.OpenAsync)).Message
            .ShouldStartWith($"Database '{_file.FilePath}' failed: the file is damaged; restore a backup");
    }

    [Fact]
    public async Task Open_DatabaseOfAnotherProgram_IsRefused_AndLeftAlone()
    {
        Execute("CREATE TABLE theirs (x INTEGER); PRAGMA application_id = 42");

        (await Should.ThrowAsync<StorageException>(_file.OpenAsync)).Message
            .ShouldBe($"Database '{_file.FilePath}' belongs to another program (application id 42). Use another path.");
        Execute("CREATE TABLE states (x INTEGER)");
    }

    [Fact]
    public async Task Open_SchemaOfANewerBuild_IsRefused()
    {
        await (await _file.OpenAsync()).DisposeAsync();
        Execute("INSERT INTO schema_version VALUES (99, 'future')");

        (await Should.ThrowAsync<StorageException>(_file.OpenAsync)).Message
            .ShouldStartWith($"Database '{_file.FilePath}' has schema version 99, this build knows versions up to ");
    }

    [Fact]
    public async Task Open_AnotherProcessIsWriting_SaysThatItIsLocked()
    {
        await (await _file.OpenAsync()).DisposeAsync();
        using SqliteConnection other = Connect();
        other.Execute("BEGIN IMMEDIATE");

        (await Should.ThrowAsync<StorageException>(_file.OpenAsync)).Message
            .ShouldStartWith($"Database '{_file.FilePath}' failed: another process keeps it locked (waited 0.05 s).");
    }

    [Fact]
    public async Task Read_WhileAnotherProcessWrites_DoesNotWait()
    {
        await using RelationalStore store = await _file.OpenAsync();
        await store.States.WriteAsync("x", "k", 0, new byte[] { 1 }, None);
        using SqliteConnection other = Connect();
        other.Execute("BEGIN IMMEDIATE; UPDATE states SET version = 7");

        (await store.States.ReadAsync("x", "k", None))!.Version.ShouldBe(1);
    }

    [SkippableFact]
    public async Task Open_ReadOnlyFile_SaysSo()
    {
        Skip.If(Environment.UserName == "root", "root may write to read-only files");
        await (await _file.OpenAsync()).DisposeAsync();
        File.SetAttributes(_file.FilePath, FileAttributes.ReadOnly);

        (await Should.ThrowAsync<StorageException>(_file.OpenAsync)).Message.ShouldContain("it is read-only");
    }

    [Theory]
    [InlineData(SQLITE_READONLY, "it is read-only; the file and its folder must be writable")]
    [InlineData(SQLITE_FULL, "the disk is full")]
    [InlineData(SQLITE_IOERR, "the disk reports an error")]
    [InlineData(SQLITE_BUSY, "another process keeps it locked (waited 2 s)")]
    [InlineData(SQLITE_CONSTRAINT, "SQLite refuses")]
    public void Errors_ByCode_SayWhatTheyMean(int code, string reason) =>
        SqliteErrors.Explain("'x'", new SqliteException("text", code), TimeSpan.FromSeconds(2)).Message
            .ShouldBe($"Database 'x' failed: {reason}. (text)");

    [Fact]
    public async Task Options_OutOfRange_AreRefused() => (await Should.ThrowAsync<ValidationException>(
        () => SqliteStore.OpenAsync(_file.FilePath, new SqliteStoreOptions { MaxBatch = 0 }))).Message.ShouldContain("MaxBatch");

    [Fact]
    public async Task AfterDispose_CallsAreRefused()
    {
        RelationalStore store = await _file.OpenAsync();
        await store.DisposeAsync();

        await Should.ThrowAsync<ObjectDisposedException>(() => store.Decisions.AppendAsync(Records.Decision("dec_1"), None));
    }

    private SqliteConnection Connect()
    {
        var connection = new SqliteConnection($"Data Source={_file.FilePath};Pooling=false");
        connection.Open();
        return connection;
    }

    private void Execute(string sql)
    {
        using SqliteConnection connection = Connect();
        connection.Execute(sql);
    }
}
