using System.Data.Common;

namespace OrleansRouter.Storage.Relational;

/// <summary>Opens connections that keep their settings as long as they are open.</summary>
internal static class Connections
{
    /// <summary>Opens and configures a connection; one that fails at either is disposed of.</summary>
    public static T Open<T>(T connection, Action<T> configure) where T : DbConnection
    {
        try
        {
            connection.Open();
            configure(connection);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
