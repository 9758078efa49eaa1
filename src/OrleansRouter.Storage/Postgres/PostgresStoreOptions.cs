using System.ComponentModel.DataAnnotations;
using OrleansRouter.Storage.Relational;

namespace OrleansRouter.Storage.Postgres;

/// <summary>Settings of the PostgreSQL store.</summary>
public sealed record PostgresStoreOptions : RelationalStoreOptions
{
    /// <summary>How long a write waits for a row that another process is writing. Default 5 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:10:00")] public TimeSpan LockTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// After how long the server ends a transaction whose process does not go on (paused, or cut off), so that nobody waits for it.
    /// Default 5 seconds.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")] public TimeSpan StalledTransactionTimeout { get; init; } = TimeSpan.FromSeconds(5);
}
