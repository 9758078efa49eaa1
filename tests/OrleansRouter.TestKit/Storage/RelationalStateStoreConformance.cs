using OrleansRouter.Grains.Hosting;
using OrleansRouter.Storage.Relational;

namespace OrleansRouter.TestKit.Storage;

/// <summary>The conformance suite of states over a database that is opened as often as a test asks.</summary>
public abstract class RelationalStateStoreConformance(TemporaryDatabase database) : StateStoreConformance, IAsyncLifetime
{
    private readonly List<RelationalStore> _open = [];

    public Task InitializeAsync() => database.CreateAsync();

    public async Task DisposeAsync()
    {
        foreach (RelationalStore store in _open)
        {
            await store.DisposeAsync();
        }

        await database.DisposeAsync();
    }

    protected override async Task<IStateStore> OpenStatesAsync()
    {
        _open.Add(await database.OpenAsync());
        return _open[^1].States;
    }
}
