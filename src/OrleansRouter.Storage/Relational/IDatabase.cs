using System.Data.Common;

namespace OrleansRouter.Storage.Relational;

/// <summary>What an engine adds to the shared SQL: connections and the meaning of its errors.</summary>
internal interface IDatabase : IDisposable
{
    /// <summary>The database as messages name it: never with a password.</summary>
    string Name { get; }

    /// <summary>The folder of its migrations, as a resource prefix ending in a dot.</summary>
    string MigrationPrefix { get; }

    /// <summary>A connection for the writer, whose commits are durable.</summary>
    DbConnection OpenWriter();

    /// <summary>A pooled connection for queries.</summary>
    ValueTask<DbConnection> OpenReaderAsync(CancellationToken cancellationToken);

    /// <summary>Says what an error of the driver means, naming the database.</summary>
    StorageException Explain(DbException error);
}
