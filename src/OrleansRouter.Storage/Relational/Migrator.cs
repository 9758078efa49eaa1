using System.Data.Common;
using Dapper;

namespace OrleansRouter.Storage.Relational;

/// <summary>
/// Brings the schema up to this build's version, all steps in one transaction: a failure leaves the old schema, a second run
/// changes nothing, and of several processes that start at once one migrates while the others wait.
/// </summary>
internal static class Migrator
{
    private const string CreateHistory = "CREATE TABLE IF NOT EXISTS schema_version (version INTEGER PRIMARY KEY, name TEXT NOT NULL)";

    /// <exception cref="StorageException">The schema is newer than this build.</exception>
    public static void Run(IDatabase database, DbConnection connection, IReadOnlyList<Migration> migrations)
    {
        using DbTransaction transaction = database.BeginMigration(connection);
        connection.Execute(CreateHistory);
        long current = connection.ExecuteScalar<long>("SELECT COALESCE(MAX(version), 0) FROM schema_version");
        if (current > migrations.Count)
        {
            throw new StorageException(
                $"Database {database.Name} has schema version {current}, this build knows versions up to {migrations.Count}. "
                + "Use the build that wrote it or a newer one, or another database.");
        }

        foreach (Migration step in migrations.Skip((int)current))
        {
            connection.Execute(step.Sql);
            connection.Execute("INSERT INTO schema_version (version, name) VALUES (@Version, @Name)", new { step.Version, step.Name });
        }

        transaction.Commit();
    }
}
