using System.Data.Common;

namespace OrleansRouter.Storage.Relational;

/// <summary>How the stores reach the database: queries on pooled connections, writes through the commit queue.</summary>
internal sealed class Session(IDatabase database, CommitQueue queue)
{
    public async Task<TResult> ReadAsync<TResult>(Func<DbConnection, Task<TResult>> query, CancellationToken cancellationToken)
    {
        try
        {
            await using DbConnection connection = await database.OpenReaderAsync(cancellationToken);
            return await query(connection);
        }
        catch (DbException e)
        {
            throw database.Explain(e);
        }
    }

    public Task<TResult> WriteAsync<TResult>(Func<DbConnection, TResult> work, CancellationToken cancellationToken) =>
        queue.EnqueueAsync(work, cancellationToken);
}
