using System.Data.Common;
using Dapper;
using Npgsql;
using OrleansRouter.Storage.Relational;

namespace OrleansRouter.Storage.Postgres;

/// <summary>A PostgreSQL database. Processes write to it at once; what that means for followers of a log is in migration 1.</summary>
internal sealed class PostgresDatabase : IDatabase
{
    // "ORTRmigr": every build of every version takes the same lock.
    private const long MigrationLock = 0x4F5254526D696772;
    private const int PreparedStatements = 64;

    // A listener says nothing by itself; a connection that was cut off without a word is found out by this.
    private const int KeepAliveSeconds = 10;

    private readonly NpgsqlDataSource _readers;
    private readonly string _writer;
    private readonly PostgresStoreOptions _options;
    private readonly Lazy<ChangeListener> _listener;

    public PostgresDatabase(NpgsqlConnectionStringBuilder address, PostgresStoreOptions options)
    {
        _options = options;
        address.ApplicationName ??= "orleans-router";
        if (address.MaxAutoPrepare == 0)
        {
            address.MaxAutoPrepare = PreparedStatements;
        }

        Name = $"'{address.Database ?? address.Username}' on {address.Host}";
        _readers = NpgsqlDataSource.Create(address);
        address.Pooling = false;
        _writer = address.ToString();
        address.KeepAlive = KeepAliveSeconds;
        string listener = address.ToString();
        _listener = new Lazy<ChangeListener>(() => new ChangeListener(listener));
    }

    public string Name { get; }

    public string MigrationPrefix => "OrleansRouter.Storage.Postgres.Migrations.";

    public string Now => "(extract(epoch FROM clock_timestamp()) * 10000000)::bigint";

    public string KeepRows => " FOR SHARE";

    public DbConnection OpenWriter() => Connections.Open(new NpgsqlConnection(_writer), Configure);

    public async ValueTask<DbConnection> OpenReaderAsync(CancellationToken cancellationToken) =>
        await _readers.OpenConnectionAsync(cancellationToken);

    public DbTransaction BeginMigration(DbConnection connection)
    {
        DbTransaction transaction = connection.BeginTransaction();
        // The first process migrates as long as it takes; the others wait without a limit.
        connection.Execute(
            "SET LOCAL lock_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0; SELECT pg_advisory_xact_lock(@MigrationLock)", new { MigrationLock });
        return transaction;
    }

    public DbTransaction BeginWrite(DbConnection connection)
    {
        DbTransaction transaction = connection.BeginTransaction();
        connection.Execute("SELECT log_begin()");
        return transaction;
    }

    /// <summary>One statement, and so one round trip.</summary>
    public int Append<TRow>(DbConnection connection, RowInsert<TRow> insert, IReadOnlyList<TRow> rows) =>
        connection.Execute(insert.Many, RowInsert<TRow>.ArraysOf(rows));

    public async ValueTask<long> HorizonAsync(DbConnection connection, CancellationToken cancellationToken) =>
        await connection.ExecuteScalarAsync<long>(new CommandDefinition("SELECT log_horizon()", cancellationToken: cancellationToken));

    public Task WaitForChangeAsync(TimeSpan atMost, CancellationToken cancellationToken) => _listener.Value.WaitAsync(atMost, cancellationToken);

    public bool IsDeadlock(Exception error) => error is PostgresException { SqlState: PostgresErrorCodes.DeadlockDetected };

    public StorageException Explain(DbException error) => PostgresErrors.Explain(Name, error);

    public async ValueTask DisposeAsync()
    {
        if (_listener.IsValueCreated)
        {
            await _listener.Value.DisposeAsync();
        }

        await _readers.DisposeAsync();
    }

    /// <summary>Makes commits durable, whatever the server's default, and bounds how long this and other processes wait.</summary>
    private void Configure(NpgsqlConnection connection)
    {
        connection.Execute(
            """
            SELECT set_config('lock_timeout', @lockMs, false), set_config('idle_in_transaction_session_timeout', @stalledMs, false),
              set_config('synchronous_commit', CASE WHEN current_setting('synchronous_commit') = 'off' THEN 'on'
                ELSE current_setting('synchronous_commit') END, false)
            """,
            new { lockMs = Milliseconds(_options.LockTimeout), stalledMs = Milliseconds(_options.StalledTransactionTimeout) });
        if (connection.ExecuteScalar<string>("SHOW server_encoding") is var encoding && encoding != "UTF8")
        {
            throw new StorageException($"Database {Name} cannot be used: its encoding is {encoding}. Create it with ENCODING 'UTF8'.");
        }
    }

    private static string Milliseconds(TimeSpan time) => FormattableString.Invariant($"{(long)time.TotalMilliseconds}");
}
