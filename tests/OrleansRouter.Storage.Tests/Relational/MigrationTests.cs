using Dapper;
using Microsoft.Data.Sqlite;
using OrleansRouter.Storage.Relational;
using OrleansRouter.Storage.Sqlite;

namespace OrleansRouter.Storage.Tests.Relational;

public sealed class MigrationTests : IDisposable
{
    private static readonly Migration First = new(1, "first", "CREATE TABLE a (x INTEGER); CREATE TABLE b (x INTEGER)");
    private static readonly Migration Second = new(2, "second", "ALTER TABLE a ADD COLUMN y TEXT; INSERT INTO a VALUES (1, 'one')");
    private readonly SqliteConnection _connection = new("Data Source=:memory:");

    private readonly SqliteDatabase _database = new("x", new SqliteStoreOptions());

    public MigrationTests() => _connection.Open();

    public void Dispose() => _connection.Dispose();

    [Fact]
    public void Run_EmptyDatabase_AppliesAllInOrder()
    {
        Run(First, Second);

        _connection.Query<(long, string)>("SELECT version, name FROM schema_version ORDER BY version").ShouldBe([(1, "first"), (2, "second")]);
        _connection.QuerySingle<string>("SELECT y FROM a").ShouldBe("one");
    }

    [Fact]
    public void Run_Again_ChangesNothing()
    {
        Run(First, Second);
        Run(First, Second);

        _connection.ExecuteScalar<long>("SELECT COUNT(*) FROM a").ShouldBe(1);
    }

    [Fact]
    public void Run_OlderDatabase_GoesForwardAndKeepsItsRows()
    {
        Run(First);
        _connection.Execute("INSERT INTO b VALUES (5)");

        Run(First, Second);

        _connection.ExecuteScalar<long>("SELECT x FROM b").ShouldBe(5);
        _connection.ExecuteScalar<long>("SELECT MAX(version) FROM schema_version").ShouldBe(2);
    }

    [Fact]
    public void Run_StepFails_LeavesTheOldSchema()
    {
        Run(First);

        Should.Throw<SqliteException>(() => Run(First, Second, new Migration(3, "broken", "CREATE TABLE c (x INTEGER); NONSENSE")));

        _connection.ExecuteScalar<long>("SELECT MAX(version) FROM schema_version").ShouldBe(1);
        _connection.ExecuteScalar<long>("SELECT COUNT(*) FROM sqlite_master WHERE name = 'c'").ShouldBe(0);
        _connection.ExecuteScalar<long>("SELECT COUNT(*) FROM a").ShouldBe(0);
    }

    [Fact]
    public void Run_DatabaseOfANewerBuild_IsRefused()
    {
        Run(First, Second);

        Should.Throw<StorageException>(() => Run(First)).Message.ShouldBe(
            "Database 'x' has schema version 2, this build knows versions up to 1. "
            + "Use the build that wrote it or a newer one, or another database.");
    }

    [Fact]
    public void Run_TasksOfRunningJobs_KeepTheirResultsWhenRoundsCome()
    {
        Migration[] all = [.. Migration.Load(typeof(RelationalStore).Assembly, "OrleansRouter.Storage.Sqlite.Migrations.")];
        Run(all[..7]);
        _connection.Execute("""
            INSERT INTO job_tasks (job_id, stage, task, added_at, attempts, work_ms, result, problem)
            VALUES ('j', 0, 0, 1, 2, 5, x'0102', NULL), ('j', 1, 0, 2, 1, 0, NULL, NULL), ('j', 1, 1, 2, 1, 0, NULL, 'bad')
            """);

        Run(all);

        _connection.Query<(string, long, long, long, byte[])>("SELECT job_id, stage, round, task, result FROM job_results")
            .Select(row => (row.Item1, row.Item2, row.Item3, row.Item4, Convert.ToHexString(row.Item5))).ShouldBe([("j", 0, 0, 0, "0102")]);
        _connection.Query<(long, long, long, string?)>("SELECT done, rounds, round_attempts, problem FROM job_tasks ORDER BY stage, task")
            .ShouldBe([(1, 1, 2, null), (0, 1, 1, null), (0, 1, 1, "bad")]);
    }

    [Fact]
    public void Load_OfThisBuild_IsNumberedFromOne()
    {
        IReadOnlyList<Migration> all = Migration.Load(typeof(RelationalStore).Assembly, "OrleansRouter.Storage.Sqlite.Migrations.");

        (all[0].Version, all[0].Name).ShouldBe((1, "initial"));
        all[0].Sql.ShouldContain("CREATE TABLE states");
    }

    private void Run(params Migration[] migrations) => Migrator.Run(_database, _connection, migrations);
}
