using OrleansRouter.Storage.Relational;
using OrleansRouter.Storage.Sqlite;

namespace OrleansRouter.TestKit.Storage;

/// <summary>A SQLite file in a folder of its own.</summary>
public sealed class TemporarySqlite(SqliteStoreOptions? options = null) : TemporaryDatabase
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("orleans-router-").FullName;

    public string FilePath => Path.Combine(Folder, "router.db");

    public override string Address => FilePath;

    public override Task<RelationalStore> OpenAsync() => SqliteStore.OpenAsync(FilePath, options);

    public override ValueTask DisposeAsync()
    {
        Directory.Delete(Folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}
