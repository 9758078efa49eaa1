using System.Globalization;
using Microsoft.Data.Sqlite;
using OrleansRouter.Storage.Relational;
using static SQLitePCL.raw;

namespace OrleansRouter.Storage.Sqlite;

/// <summary>What SQLite's result codes mean to an operator.</summary>
internal static class SqliteErrors
{
    public static StorageException Explain(string database, SqliteException error, TimeSpan busyTimeout)
    {
        string reason = error.SqliteErrorCode switch
        {
            SQLITE_BUSY or SQLITE_LOCKED => string.Create(
                CultureInfo.InvariantCulture, $"another process keeps it locked (waited {busyTimeout.TotalSeconds} s)"),
            SQLITE_READONLY or SQLITE_PERM => "it is read-only; the file and its folder must be writable",
            SQLITE_CANTOPEN => "the file cannot be opened; the path must name a file in a folder that this user may write to",
            SQLITE_CORRUPT => "the file is damaged; restore a backup, or recover what is left with sqlite3's .recover",
            SQLITE_NOTADB => "the file is not a SQLite database",
            SQLITE_FULL => "the disk is full",
            SQLITE_IOERR => "the disk reports an error",
            _ => "SQLite refuses",
        };
        return new StorageException($"Database {database} failed: {reason}. ({error.Message})", error);
    }
}
