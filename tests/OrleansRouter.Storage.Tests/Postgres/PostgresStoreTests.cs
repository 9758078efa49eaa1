using System.ComponentModel.DataAnnotations;
using System.Diagnostics;
using Dapper;
using Npgsql;
using OrleansRouter.Grains.Hosting;
using OrleansRouter.Storage.Postgres;
using OrleansRouter.Storage.Relational;
using OrleansRouter.TestKit.Storage;

namespace OrleansRouter.Storage.Tests.Postgres;

public sealed class PostgresStoreTests : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);
    private readonly TemporaryPostgres _database = new();

    public Task InitializeAsync() => _database.CreateAsync();

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [SkippableFact]
    public async Task Open_ManyAtOnce_MigrateOnce()
    {
        RelationalStore[] stores = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _database.OpenAsync()));

        foreach (RelationalStore store in stores)
        {
            (await store.States.WriteAsync("x", $"{Guid.NewGuid()}", 0, new byte[] { 1 }, None)).ShouldBe(1);
            await store.DisposeAsync();
        }

        await using NpgsqlConnection connection = await _database.ConnectAsync();
        (await connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM schema_version WHERE name = 'initial'")).ShouldBe(1);
    }

    [SkippableFact]
    public async Task Append_OneOfManyAtOnceIsRefused_TheOthersAreWritten()
    {
        await using RelationalStore store = await _database.OpenAsync();
        Task[] good = [.. Enumerable.Range(0, 30).Select(i => store.Decisions.AppendAsync(Records.Decision($"dec_{i}"), None))];
        Task bad = store.Decisions.AppendAsync(Records.Decision("bad") with { Prompt = "texts have no \0 in PostgreSQL" }, None);
        Task[] later = [.. Enumerable.Range(30, 30).Select(i => store.Decisions.AppendAsync(Records.Decision($"dec_{i}"), None))];

        await Task.WhenAll([.. good, .. later]).WaitAsync(Soon);
        await Should.ThrowAsync<StorageException>(() => bad);
        (await store.Decisions.ReadAsync(0, None).CountAsync()).ShouldBe(60);
    }

    [SkippableFact]
    public async Task Read_WhileAnEarlierEntryIsUnderWay_WaitsForIt_AndMissesNothing()
    {
        await using RelationalStore store = await _database.OpenAsync();
        await store.Feedback.AppendAsync(Records.Feedback("before"), None);
        await using NpgsqlConnection other = await _database.ConnectAsync();
        await using (NpgsqlTransaction transaction = await other.BeginTransactionAsync())
        {
            await other.ExecuteAsync("SELECT log_begin()");
            await other.ExecuteAsync(
                """
                INSERT INTO feedback (tenant_id, idempotency_key, decision_id, kind, value, received_at)
                VALUES ('acme', 'slow', 'dec_1', 'Score', 1, 0)
                """);
            await store.Feedback.AppendAsync(Records.Feedback("after"), None);

            (await KeysAsync(store)).ShouldBe(["before"], "'after' has a larger sequence than 'slow', which may still appear");
            (await store.Feedback.FindAsync("acme", "dec_1", None)).Count.ShouldBe(2, "a query without a cursor shows what is committed");
            await transaction.CommitAsync();
        }

        (await KeysAsync(store)).ShouldBe(["before", "slow", "after"]);
    }

    [SkippableFact]
    public async Task Read_FollowingWhileProcessesAppend_MissesNothing()
    {
        const int Stores = 3;
        const int Each = 400;
        RelationalStore[] stores = await Task.WhenAll(Enumerable.Range(0, Stores).Select(_ => _database.OpenAsync()));
        var seen = new List<string>();
        Task appending = Task.WhenAll(stores.SelectMany((store, s) => Enumerable.Range(0, 4).Select(w => Task.Run(async () =>
        {
            for (int i = w; i < Each; i += 4)
            {
                await store.Feedback.AppendAsync(Records.Feedback($"{s}-{i}"), None);
            }
        }))));
        for ((long cursor, bool last) = (0L, false); ;)
        {
            last = appending.IsCompleted;
            await foreach ((long sequence, var feedback) in stores[0].Feedback.ReadAsync(cursor, None))
            {
                sequence.ShouldBeGreaterThan(cursor);
                (cursor, _) = (sequence, feedback);
                seen.Add(feedback.IdempotencyKey);
            }

            if (last)
            {
                break;
            }
        }

        await appending;
        seen.ShouldBeUnique();
        seen.Count.ShouldBe(Stores * Each);
        await DisposeAsync(stores);
    }

    [SkippableFact]
    public async Task Append_AnotherProcessStalledInItsTransaction_IsCutOff_AndTheLogGoesOn()
    {
        await using RelationalStore store = await _database.OpenAsync();
        var database = new PostgresDatabase(
            PostgresAddress.Parse(_database.Address), new PostgresStoreOptions { StalledTransactionTimeout = TimeSpan.FromMilliseconds(300) });
        using var stalled = database.OpenWriter();
        database.BeginWrite(stalled);
        await store.Feedback.AppendAsync(Records.Feedback("f1"), None);

        var waited = Stopwatch.StartNew();
        while ((await KeysAsync(store)).Count == 0)
        {
            waited.Elapsed.ShouldBeLessThan(Soon);
            await Task.Delay(20);
        }

        Should.Throw<NpgsqlException>(() => stalled.Execute("SELECT 1"));
        await database.DisposeAsync();
    }

    [SkippableFact]
    public async Task Write_IdleConnectionWasCut_IsWrittenOverANewOne()
    {
        await using RelationalStore store = await _database.OpenAsync();
        await store.States.WriteAsync("x", "a", 0, new byte[] { 1 }, None);
        await using NpgsqlConnection admin = await _database.ConnectAsync();
        await admin.ExecuteAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");

        (await store.States.WriteAsync("x", "b", 0, new byte[] { 1 }, None)).ShouldBe(1);
    }

    [SkippableFact]
    public async Task Write_TwoProcessesLockTheSameRowsInAnyOrder_NeitherFails()
    {
        RelationalStore[] stores = [await _database.OpenAsync(), await _database.OpenAsync()];
        string[] keys = [.. Enumerable.Range(0, 20).Select(i => $"k{i:D2}")];
        await Task.WhenAll(stores.Select((store, s) => Task.Run(async () =>
        {
            for (int round = 0; round < 10; round++)
            {
                await Task.WhenAll((s == 0 ? keys : keys.Reverse()).Select(k => IncrementAsync(store.States, k)));
            }
        })));

        foreach (string key in keys)
        {
            (await stores[0].States.ReadAsync("counter", key, None))!.Version.ShouldBe(20);
        }

        await DisposeAsync(stores);
    }

    [SkippableFact]
    public async Task Write_RowLockedByAnother_IsToldSo_AndTheRestOfItsBatchIsWritten()
    {
        var options = new PostgresStoreOptions { LockTimeout = TimeSpan.FromMilliseconds(100) };
        await using RelationalStore store = await PostgresStore.OpenAsync(_database.Address, options);
        await store.States.WriteAsync("x", "k", 0, new byte[] { 1 }, None);
        await using NpgsqlConnection other = await _database.ConnectAsync();
        await using NpgsqlTransaction transaction = await other.BeginTransactionAsync();
        await other.ExecuteAsync("SELECT 1 FROM states FOR UPDATE");

        Task<long?> blocked = store.States.WriteAsync("x", "k", 1, new byte[] { 2 }, None);
        Task<long?> free = store.States.WriteAsync("x", "free", 0, new byte[] { 1 }, None);

        (await Should.ThrowAsync<StorageException>(() => blocked.WaitAsync(Soon))).Message.ShouldContain("another process keeps a row locked");
        (await free.WaitAsync(Soon)).ShouldBe(1);
    }

    [SkippableFact]
    public async Task Wait_AnotherProcessWrites_IsToldAtOnce_AlsoAfterTheConnectionBroke()
    {
        await using RelationalStore one = await _database.OpenAsync();
        await using RelationalStore other = await _database.OpenAsync();
        for (int round = 0; round < 2; round++)
        {
            await DrainAsync(one);
            Task waiting = one.Changes.WaitAsync(TimeSpan.FromMinutes(5), None);
            await other.States.WriteAsync("tenant", "acme", round, new byte[] { 1 }, None);
            await waiting.WaitAsync(Soon);

            await using NpgsqlConnection admin = await _database.ConnectAsync();
            await admin.ExecuteAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND pid <> pg_backend_pid()");
        }
    }

    [SkippableFact]
    public async Task Changes_OfATransactionUnderWay_AreToldLater_AndOthersMeanwhile()
    {
        await using RelationalStore store = await _database.OpenAsync();
        await using NpgsqlConnection other = await _database.ConnectAsync();
        await using NpgsqlTransaction transaction = await other.BeginTransactionAsync();
        await other.ExecuteAsync("SELECT log_begin(); INSERT INTO states VALUES ('tenant', 'slow', 1, '')");
        await store.States.WriteAsync("tenant", "quick", 0, new byte[] { 1 }, None);

        ChangePage meanwhile = await store.Changes.ReadAsync(0, None);
        await transaction.CommitAsync();
        ChangePage after = await store.Changes.ReadAsync(meanwhile.Position, None);

        meanwhile.Changes.ShouldBe([new("tenant", "quick")]);
        after.Changes.ShouldBe([new("tenant", "slow"), new("tenant", "quick")], "what was beyond the horizon is told again");
    }

    [SkippableFact]
    public async Task Writer_CommitsDurably_WhateverTheDefaultOfTheDatabase()
    {
        await using (NpgsqlConnection admin = await _database.ConnectAsync())
        {
            await admin.ExecuteAsync($"ALTER DATABASE {admin.Database} SET synchronous_commit = off");
        }

        await using var database = new PostgresDatabase(PostgresAddress.Parse(_database.Address), new PostgresStoreOptions());
        using var writer = database.OpenWriter();

        writer.ExecuteScalar<string>("SHOW synchronous_commit").ShouldBe("on");
    }

    [SkippableFact]
    public async Task Open_SchemaOfANewerBuild_IsRefused()
    {
        await (await _database.OpenAsync()).DisposeAsync();
        await using NpgsqlConnection connection = await _database.ConnectAsync();
        await connection.ExecuteAsync("INSERT INTO schema_version VALUES (99, 'future')");

        (await Should.ThrowAsync<StorageException>(_database.OpenAsync)).Message.ShouldContain("has schema version 99, this build knows versions up to ");
    }

    [SkippableFact]
    public async Task Open_NoSuchDatabase_NamesIt() => (await Should.ThrowAsync<StorageException>(
        () => PostgresStore.OpenAsync(_database.Address.Replace(new Uri(_database.Address.Replace("@/", "@h/", StringComparison.Ordinal)).AbsolutePath, "/nothing", StringComparison.Ordinal))))
        .Message.ShouldStartWith("Database 'nothing' on ");

    [SkippableFact]
    public async Task Open_NobodyListens_SaysThatItCannotBeReached() =>
        (await Should.ThrowAsync<StorageException>(() => PostgresStore.OpenAsync("postgres://user:secret@127.0.0.1:1/db")))
            .Message.ShouldStartWith("Database 'db' on 127.0.0.1 failed: the server cannot be reached");

    [SkippableFact]
    public async Task Options_OutOfRange_AreRefused() => (await Should.ThrowAsync<ValidationException>(
        () => PostgresStore.OpenAsync("postgres://h/d", new PostgresStoreOptions { LockTimeout = TimeSpan.Zero }))).Message.ShouldContain("LockTimeout");

    private static async Task IncrementAsync(IStateStore store, string key)
    {
        while (true)
        {
            StoredState? stored = await store.ReadAsync("counter", key, None);
            if (await store.WriteAsync("counter", key, stored?.Version ?? 0, new byte[] { 1 }, None) is not null)
            {
                return;
            }
        }
    }

    /// <summary>Until nothing is heard any more: whoever begins to listen hears once.</summary>
    private static async Task DrainAsync(RelationalStore store)
    {
        Stopwatch quiet;
        do
        {
            quiet = Stopwatch.StartNew();
            await store.Changes.WaitAsync(TimeSpan.FromMilliseconds(1500), None);
        }
        while (quiet.ElapsedMilliseconds < 1400);
    }

    private static async Task<List<string>> KeysAsync(RelationalStore store) =>
        await store.Feedback.ReadAsync(0, None).Select(f => f.Feedback.IdempotencyKey).ToListAsync();

    private static async Task DisposeAsync(RelationalStore[] stores)
    {
        foreach (RelationalStore store in stores)
        {
            await store.DisposeAsync();
        }
    }
}
