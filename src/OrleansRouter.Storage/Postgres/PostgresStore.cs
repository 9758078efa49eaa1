using System.ComponentModel.DataAnnotations;
using OrleansRouter.Storage.Relational;

namespace OrleansRouter.Storage.Postgres;

/// <summary>Opens the store in a PostgreSQL database, which any number of processes on any machines may share.</summary>
public static class PostgresStore
{
    /// <summary>Connects and migrates the database to this build's schema; of several processes that start at once, one migrates.</summary>
    /// <param name="address">Where it is: <c>postgres://user:password@host:port/database?option=value</c>.</param>
    /// <param name="options">Settings; null: the defaults.</param>
    /// <param name="cancellationToken">Stops the opening.</param>
    /// <exception cref="StorageException">The database cannot be used; the message names it and says why.</exception>
    /// <exception cref="ArgumentException">The address cannot be understood.</exception>
    /// <exception cref="ValidationException">An option is out of range.</exception>
    public static Task<RelationalStore> OpenAsync(
        string address, PostgresStoreOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new PostgresStoreOptions();
        options.Validate();
        return RelationalStore.OpenAsync(new PostgresDatabase(PostgresAddress.Parse(address), options), options, cancellationToken);
    }
}
