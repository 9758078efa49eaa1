using OrleansRouter.Storage.Relational;

namespace OrleansRouter.TestKit.Storage;

/// <summary>An empty database of some engine, which can be opened several times, also at once; disposing removes it.</summary>
public abstract class TemporaryDatabase : IAsyncDisposable
{
    public abstract Task<RelationalStore> OpenAsync();

    public abstract ValueTask DisposeAsync();
}
