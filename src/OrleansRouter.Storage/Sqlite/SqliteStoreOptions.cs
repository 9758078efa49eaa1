using System.ComponentModel.DataAnnotations;
using OrleansRouter.Storage.Relational;

namespace OrleansRouter.Storage.Sqlite;

/// <summary>Settings of the SQLite store.</summary>
public sealed record SqliteStoreOptions : RelationalStoreOptions
{
    /// <summary>How long a write waits for another process that is writing. Default 5 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:10:00")] public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(5);
}
