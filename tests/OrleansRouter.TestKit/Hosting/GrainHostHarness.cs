using OrleansRouter.Grains.Hosting;

namespace OrleansRouter.TestKit.Hosting;

/// <summary>How the conformance suite handles a kind of host: one store, any number of hosts over it that know <see cref="IProbeGrain"/>.</summary>
public abstract class GrainHostHarness : IAsyncDisposable
{
    /// <summary>Starts one more host over the same store.</summary>
    public abstract Task<IGrainHost> StartHostAsync();

    /// <summary>Lets as much time pass as keeps grains in memory.</summary>
    public abstract Task PassLessThanIdleTimeAsync();

    /// <summary>Lets so much time pass that idle grains have left memory.</summary>
    public abstract Task PassIdleTimeAsync();

    /// <summary>Lets so much time pass that hosts see what others wrote.</summary>
    public abstract Task PassStateAgeAsync();

    /// <summary>Lets time pass until <paramref name="task"/> is done, for work that pauses between attempts.</summary>
    public virtual Task PassTimeUntilAsync(Task task) => task;

    public abstract ValueTask DisposeAsync();
}
