using OrleansRouter.Storage.Relational;

namespace OrleansRouter.TestKit.Storage;

/// <summary>An empty database of some engine, which can be opened several times, also at once; disposing removes it.</summary>
public abstract class TemporaryDatabase : IAsyncDisposable
{
    /// <summary>Where it is, as an operator writes it.</summary>
    public abstract string Address { get; }

    /// <summary>Makes the database, where opening it does not; skips the test on a machine without the engine.</summary>
    public virtual Task CreateAsync() => Task.CompletedTask;

    public abstract Task<RelationalStore> OpenAsync();

    public abstract ValueTask DisposeAsync();
}
