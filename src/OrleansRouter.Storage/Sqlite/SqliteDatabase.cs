using System.Data.Common;
using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;
using OrleansRouter.Storage.Relational;

namespace OrleansRouter.Storage.Sqlite;

/// <summary>A SQLite file in write-ahead-log mode: readers never wait for the writer, and the writer never for them.</summary>
/// <remarks>
/// The writer commits with synchronous=FULL: the log is flushed to the disk before a commit returns, so an acknowledged write
/// survives SIGKILL and, on a disk that keeps what it has flushed, loss of power. Group commit shares the flush.
/// </remarks>
internal sealed class SqliteDatabase(string path, SqliteStoreOptions options) : IDatabase
{
    private const long ApplicationId = 1330795602; // "ORTR", as migration 1 sets it

    // The driver itself tries a busy database again for this long; the writer waits in SQLite, which wakes sooner.
    private const int DriverTimeoutSeconds = 1;

    private readonly string _reader = ConnectionString(path, SqliteOpenMode.ReadWrite, pooling: true);

    public string Name => $"'{path}'";

    public string MigrationPrefix => "OrleansRouter.Storage.Sqlite.Migrations.";

    public string Now => "CAST(unixepoch('subsec') * 10000000 AS INTEGER)";

    /// <summary>Nothing: no other transaction writes meanwhile.</summary>
    public string KeepRows => "";

    public DbConnection OpenWriter()
    {
        string folder = Path.GetDirectoryName(path)!;
        if (!Directory.Exists(folder))
        {
            throw new StorageException($"Database {Name} cannot be opened: there is no folder '{folder}'. Create it, or use another path.");
        }

        return Connections.Open(new SqliteConnection(ConnectionString(path, SqliteOpenMode.ReadWriteCreate, pooling: false)), Configure);
    }

    public async ValueTask<DbConnection> OpenReaderAsync(CancellationToken cancellationToken)
    {
        var connection = new SqliteConnection(_reader);
        await connection.OpenAsync(cancellationToken);
        return connection;
    }

    public DbTransaction BeginMigration(DbConnection connection) => connection.BeginTransaction();

    public DbTransaction BeginWrite(DbConnection connection) => connection.BeginTransaction();

    /// <summary>A statement per row; it is prepared once.</summary>
    public int Append<TRow>(DbConnection connection, RowInsert<TRow> insert, IReadOnlyList<TRow> rows) => connection.Execute(insert.One, rows);

    /// <summary>A transaction takes the write lock when it begins, so that sequences are in the order of commits.</summary>
    public ValueTask<long> HorizonAsync(DbConnection connection, CancellationToken cancellationToken) => ValueTask.FromResult(long.MaxValue);

    /// <summary>Nobody tells; reading the changes costs one look into an index.</summary>
    public Task WaitForChangeAsync(TimeSpan atMost, CancellationToken cancellationToken) => Task.Delay(atMost, cancellationToken);

    public bool IsDeadlock(Exception error) => false;

    public StorageException Explain(DbException error) => SqliteErrors.Explain(Name, (SqliteException)error, options.BusyTimeout);

    public ValueTask DisposeAsync()
    {
        SqliteConnection.ClearPool(new SqliteConnection(_reader));
        return ValueTask.CompletedTask;
    }

    private void Configure(SqliteConnection connection)
    {
        connection.Execute(FormattableString.Invariant($"PRAGMA busy_timeout = {(long)options.BusyTimeout.TotalMilliseconds}"));
        RequireOurs(connection);
        if (connection.ExecuteScalar<string>("PRAGMA journal_mode = WAL") is var mode && mode != "wal")
        {
            throw new StorageException($"Database {Name} cannot be opened: its file system allows no write-ahead log (mode {mode}).");
        }

        connection.Execute("PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 67108864");
    }

    /// <summary>Asks for tables before the mark: another process that creates the database commits both at once.</summary>
    private void RequireOurs(SqliteConnection connection)
    {
        bool isEmpty = connection.ExecuteScalar<long>("SELECT COUNT(*) FROM sqlite_master") == 0;
        long id = connection.ExecuteScalar<long>("PRAGMA application_id");
        if (!isEmpty && id != ApplicationId)
        {
            throw new StorageException(string.Create(
                CultureInfo.InvariantCulture, $"Database {Name} belongs to another program (application id {id}). Use another path."));
        }
    }

    private static string ConnectionString(string path, SqliteOpenMode mode, bool pooling) => new SqliteConnectionStringBuilder
    {
        DataSource = path,
        Mode = mode,
        Pooling = pooling,
        DefaultTimeout = DriverTimeoutSeconds,
    }.ToString();
}
