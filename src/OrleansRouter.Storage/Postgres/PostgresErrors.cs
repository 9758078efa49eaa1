using System.Data.Common;
using Npgsql;
using OrleansRouter.Storage.Relational;

namespace OrleansRouter.Storage.Postgres;

/// <summary>What PostgreSQL's error codes mean to an operator.</summary>
internal static class PostgresErrors
{
    public static StorageException Explain(string database, DbException error) =>
        new($"Database {database} failed: {Reason(error)}. ({Text(error)})", error);

    private static string Reason(DbException error) => error.SqlState switch
    {
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
            "the server refuses this user; check user and password of the address",
        PostgresErrorCodes.InvalidCatalogName => "the server has no such database; create it first",
        PostgresErrorCodes.InsufficientPrivilege => "this user may not do that; it must own the schema or have been granted its tables",
        PostgresErrorCodes.DiskFull => "the server's disk is full",
        PostgresErrorCodes.TooManyConnections => "the server has no connection left; raise max_connections, or lower 'Maximum Pool Size'",
        PostgresErrorCodes.ReadOnlySqlTransaction => "the server is read-only; connect to the primary",
        PostgresErrorCodes.CannotConnectNow => "the server is starting or stopping",
        PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown => "the server was stopped",
        PostgresErrorCodes.LockNotAvailable => "another process keeps a row locked",
        "25P03" => "this process paused during a transaction, which the server ended",
        PostgresErrorCodes.CharacterNotInRepertoire or PostgresErrorCodes.UntranslatableCharacter => "a text holds U+0000, which the server cannot store",
        null => "the server cannot be reached, or the connection broke",
        _ => "PostgreSQL refuses",
    };

    private static string Text(DbException error) => error is PostgresException known
        ? known.MessageText
        : error.InnerException is { } inner ? $"{error.Message} {inner.Message}" : error.Message;
}
