using OrleansRouter.Storage.Relational;

namespace OrleansRouter.TestKit.Storage;

/// <summary>An open store for one test, and the means to close and open it again.</summary>
public abstract class StoreConformance(TemporaryDatabase database) : IAsyncLifetime
{
    private readonly List<RelationalStore> _open = [];

    /// <summary>The store that the test began with, or the one that it opened last.</summary>
    protected RelationalStore Store => _open[^1];

    public async Task InitializeAsync()
    {
        await database.CreateAsync();
        await OpenAnotherAsync();
    }

    public async Task DisposeAsync()
    {
        await CloseAllAsync();
        await database.DisposeAsync();
    }

    /// <summary>Opens the same database once more, as a second process does.</summary>
    protected async Task<RelationalStore> OpenAnotherAsync()
    {
        _open.Add(await database.OpenAsync());
        return Store;
    }

    protected async Task ReopenAsync()
    {
        await CloseAllAsync();
        await OpenAnotherAsync();
    }

    private async Task CloseAllAsync()
    {
        foreach (RelationalStore store in _open)
        {
            await store.DisposeAsync();
        }

        _open.Clear();
    }
}
