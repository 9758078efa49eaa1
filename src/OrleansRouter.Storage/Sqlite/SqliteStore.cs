using System.ComponentModel.DataAnnotations;
using OrleansRouter.Storage.Relational;

namespace OrleansRouter.Storage.Sqlite;

/// <summary>Opens the store in a SQLite file. Several processes may share the file; each sees what the others committed.</summary>
public static class SqliteStore
{
    /// <summary>Opens or creates the database at <paramref name="path"/> and migrates it to this build's schema.</summary>
    /// <exception cref="StorageException">The file cannot be used; the message names it and says why.</exception>
    /// <exception cref="ValidationException">An option is out of range.</exception>
    public static Task<RelationalStore> OpenAsync(
        string path, SqliteStoreOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new SqliteStoreOptions();
        options.Validate();
        return RelationalStore.OpenAsync(new SqliteDatabase(Path.GetFullPath(path), options), options, cancellationToken);
    }
}
