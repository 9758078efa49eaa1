using System.Data.Common;
using OrleansRouter.Grains.Audit;
using OrleansRouter.Grains.Budgets;
using OrleansRouter.Grains.Decisions;
using OrleansRouter.Grains.Feedback;
using OrleansRouter.Grains.Hosting;
using OrleansRouter.Grains.Policies;
using OrleansRouter.Grains.Training.Jobs;

namespace OrleansRouter.Storage.Relational;

/// <summary>States, logs and policies in one relational database. An engine opens it; disposing it completes every queued write.</summary>
public sealed class RelationalStore : IAsyncDisposable
{
    private readonly IDatabase _database;
    private readonly CommitQueue _queue;

    private RelationalStore(IDatabase database, CommitQueue queue)
    {
        (_database, _queue) = (database, queue);
        var session = new Session(database, queue);
        States = new RelationalStateStore(session, database);
        Decisions = new RelationalDecisionLog(session, database);
        Feedback = new RelationalFeedbackLog(session);
        Policies = new RelationalPolicyStore(session);
        Changes = new RelationalChangeFeed(session, database);
        Leases = new RelationalLeaseStore(session, database);
        Ledger = new RelationalLedger(session, database);
        DataFiles = new RelationalDataFileStore(session, database);
        JobTasks = new RelationalJobTaskStore(session, database);
        Audit = new RelationalAuditLog(session);
    }

    /// <summary>The states of grains.</summary>
    public IStateStore States { get; }

    /// <summary>The log of decisions and outcomes.</summary>
    public IDecisionLog Decisions { get; }

    /// <summary>The log of feedback.</summary>
    public IFeedbackLog Feedback { get; }

    /// <summary>Policy files.</summary>
    public IPolicyStore Policies { get; }

    /// <summary>Which states and policies changed.</summary>
    public IChangeFeed Changes { get; }

    /// <summary>Leases.</summary>
    public ILeaseStore Leases { get; }

    /// <summary>What calls cost.</summary>
    public ILedger Ledger { get; }

    /// <summary>Files that training jobs read.</summary>
    public IDataFileStore DataFiles { get; }

    /// <summary>Tasks of running training jobs.</summary>
    public IJobTaskStore JobTasks { get; }

    /// <summary>What operators, administrators and rollouts did.</summary>
    public IAuditLog Audit { get; }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _queue.DisposeAsync();
        await _database.DisposeAsync();
    }

    /// <summary>Connects, migrates and starts the writer.</summary>
    /// <exception cref="StorageException">The database cannot be used; the message names it and says why.</exception>
    internal static Task<RelationalStore> OpenAsync(
        IDatabase database, RelationalStoreOptions options, CancellationToken cancellationToken) =>
        Task.Run(() => ConnectAsync(database, options), cancellationToken);

    private static async Task<RelationalStore> ConnectAsync(IDatabase database, RelationalStoreOptions options)
    {
        try
        {
            DbConnection writer = database.OpenWriter();
            try
            {
                Migrator.Run(database, writer, Migration.Load(typeof(RelationalStore).Assembly, database.MigrationPrefix));
                return new RelationalStore(database, new CommitQueue(database, writer, options.MaxBatch, options.QueueCapacity));
            }
            catch
            {
                await writer.DisposeAsync();
                throw;
            }
        }
        catch (Exception e)
        {
            await database.DisposeAsync();
            if (e is DbException error)
            {
                throw database.Explain(error);
            }

            throw;
        }
    }
}
