using OrleansRouter.Grains.Hosting;

namespace OrleansRouter.Gateway.Snapshot;

/// <summary>Under which kinds grains keep their states.</summary>
internal static class StateKinds
{
    public static string Of<TGrain>() where TGrain : IGrain => GrainCatalog.Default.Get(typeof(TGrain)).StateKind
        ?? throw new InvalidOperationException($"{typeof(TGrain).Name} keeps no state.");
}
