using OrleansRouter.Grains.Hosting;
using OrleansRouter.Storage.Relational;
using OrleansRouter.TestKit.Storage;

namespace OrleansRouter.Storage.Tests.Sqlite;

public sealed class SqliteDecisionLogTests() : DecisionLogConformance(new TemporarySqlite());

public sealed class SqliteFeedbackLogTests() : FeedbackLogConformance(new TemporarySqlite());

public sealed class SqlitePolicyStoreTests() : PolicyStoreConformance(new TemporarySqlite());

public sealed class SqliteStateStoreTests : StateStoreConformance, IAsyncLifetime
{
    private readonly TemporarySqlite _database = new();
    private readonly List<RelationalStore> _open = [];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (RelationalStore store in _open)
        {
            await store.DisposeAsync();
        }

        await _database.DisposeAsync();
    }

    protected override async Task<IStateStore> OpenStatesAsync()
    {
        _open.Add(await _database.OpenAsync());
        return _open[^1].States;
    }
}
