using System.Data.Common;

namespace OrleansRouter.Storage.Relational;

/// <summary>What an engine adds to the shared SQL: connections, transactions that a log can be followed by, and the meaning of its errors.</summary>
internal interface IDatabase : IAsyncDisposable
{
    /// <summary>The database as messages name it: never with a password.</summary>
    string Name { get; }

    /// <summary>The folder of its migrations, as a resource prefix ending in a dot.</summary>
    string MigrationPrefix { get; }

    /// <summary>The database's clock as an expression: whole numbers of 100 ns since 1970-01-01 UTC.</summary>
    string Now { get; }

    /// <summary>What ends a query so that its rows stay as they are until the transaction ends.</summary>
    string KeepRows { get; }

    /// <summary>A connection for the writer, whose commits are durable.</summary>
    DbConnection OpenWriter();

    /// <summary>A pooled connection for queries.</summary>
    ValueTask<DbConnection> OpenReaderAsync(CancellationToken cancellationToken);

    /// <summary>Begins a transaction in which only one process at a time changes the schema.</summary>
    DbTransaction BeginMigration(DbConnection connection);

    /// <summary>Begins a transaction that may append to logs.</summary>
    DbTransaction BeginWrite(DbConnection connection);

    /// <summary>Appends rows to a table in as few statements as the engine allows.</summary>
    /// <returns>How many rows were written.</returns>
    int Append<TRow>(DbConnection connection, RowInsert<TRow> insert, IReadOnlyList<TRow> rows);

    /// <summary>The largest sequence of the logs below which no entry can appear any more, to be asked before the entries are read.</summary>
    ValueTask<long> HorizonAsync(DbConnection connection, CancellationToken cancellationToken);

    /// <summary>Completes when another process may have noted a change, and otherwise after a time.</summary>
    Task WaitForChangeAsync(TimeSpan atMost, CancellationToken cancellationToken);

    /// <summary>Whether the transaction was given up because it and another process's waited for each other; alone, its writes may succeed.</summary>
    bool IsDeadlock(Exception error);

    /// <summary>Says what an error of the driver means, naming the database.</summary>
    StorageException Explain(DbException error);
}
