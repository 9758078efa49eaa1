using OrleansRouter.Storage.Postgres;
using OrleansRouter.Storage.Relational;
using OrleansRouter.Storage.Sqlite;

namespace OrleansRouter.Storage;

/// <summary>Opens a store by what an operator writes.</summary>
public static class Stores
{
    /// <summary>Opens the database and migrates it to this build's schema.</summary>
    /// <param name="database">
    /// The path of a SQLite file, or <c>postgres://user:password@host:port/database?option=value</c> for PostgreSQL.
    /// </param>
    /// <param name="cancellationToken">Stops the opening.</param>
    /// <exception cref="StorageException">The database cannot be used; the message names it and says why.</exception>
    /// <exception cref="ArgumentException">The address cannot be understood.</exception>
    public static Task<RelationalStore> OpenAsync(string database, CancellationToken cancellationToken = default) => PostgresAddress.Is(database)
        ? PostgresStore.OpenAsync(database, cancellationToken: cancellationToken)
        : SqliteStore.OpenAsync(database, cancellationToken: cancellationToken);

    /// <summary>Whether an address names a PostgreSQL database.</summary>
    public static bool IsPostgres(string database) => PostgresAddress.Is(database);

    /// <summary>The driver's form of a PostgreSQL address, for libraries that connect by themselves.</summary>
    /// <exception cref="ArgumentException">It is not such an address, or cannot be understood.</exception>
    public static string PostgresConnectionString(string database) => PostgresAddress.Parse(database).ToString();
}
