using System.ComponentModel.DataAnnotations;

namespace OrleansRouter.Storage.Sqlite;

/// <summary>Settings of the SQLite store.</summary>
public sealed record SqliteStoreOptions
{
    /// <summary>How long a write waits for another process that is writing. Default 5 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:10:00")] public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The most writes that share one commit. Default 512.</summary>
    [Range(1, 100_000)] public int MaxBatch { get; init; } = 512;

    /// <summary>The most writes that wait for the writer; further ones wait until there is room. Default 4096.</summary>
    [Range(1, 1_000_000)] public int QueueCapacity { get; init; } = 4096;
}
