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

    /// <summary>A query of a log, given the horizon up to which it may read; readers see every entry once, in order.</summary>
    public Task<TResult> FollowAsync<TResult>(Func<DbConnection, long, Task<TResult>> query, CancellationToken cancellationToken) =>
        ReadAsync(async c => await query(c, await database.HorizonAsync(c, cancellationToken)), cancellationToken);

    /// <param name="work">The statements of the write.</param>
    /// <param name="cancellationToken">Takes the write out of the queue.</param>
    /// <param name="locks">What it locks besides new rows; null: nothing. See <see cref="Write.Locks"/>.</param>
    public Task<TResult> WriteAsync<TResult>(
        Func<DbConnection, TResult> work, CancellationToken cancellationToken, string? locks = null) =>
        queue.EnqueueAsync(new Write<TResult>(work, locks, cancellationToken));

    /// <summary>Writes a row together with those that other callers give the same writer meanwhile.</summary>
    public Task<TResult> WriteAsync<TRow, TResult>(IRowWriter<TRow, TResult> writer, TRow row, CancellationToken cancellationToken) =>
        queue.EnqueueAsync(new RowWrite<TRow, TResult>(writer, row, cancellationToken));
}
