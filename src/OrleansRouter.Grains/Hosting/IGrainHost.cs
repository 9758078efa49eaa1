namespace OrleansRouter.Grains.Hosting;

/// <summary>Finds grains by identity. The same key always means the same grain; its calls run one at a time.</summary>
public interface IGrainHost
{
    /// <summary>A reference to the grain with this key; the grain is activated by its first call.</summary>
    /// <typeparam name="TGrain">The grain's interface: <see cref="Tenants.ITenantGrain"/>, <see cref="Models.IModelGrain"/>, ….</typeparam>
    /// <exception cref="ArgumentException">The key is empty, longer than 200 characters, or no grain implements the interface.</exception>
    TGrain GetGrain<TGrain>(string key) where TGrain : class, IGrain;
}

/// <summary>Marks grain interfaces: every method is asynchronous, its arguments and results are immutable records.</summary>
public interface IGrain;
