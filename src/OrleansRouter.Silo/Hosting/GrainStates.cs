using OrleansRouter.Grains.Hosting;
using GrainType = OrleansRouter.Grains.Hosting.GrainType;

namespace OrleansRouter.Silo.Hosting;

/// <summary>Gives activations their durable state, in the same tables that embedded gateways use.</summary>
/// <remarks>Orleans' own persistence has one row per grain too, but nothing that can be listed, followed or fenced; see docs/decisions.</remarks>
public sealed class GrainStates(IStateStore store, GrainCatalog catalog, DurableStateOptions options, TimeProvider time)
{
    /// <summary>The state of an activation; Orleans reads it before the first turn.</summary>
    /// <typeparam name="TGrain">The plain interface of the grain.</typeparam>
    /// <typeparam name="TState">Its state.</typeparam>
    public IDurableState<TState> Of<TGrain, TState>(IGrainContext context) where TState : class, new()
    {
        GrainType type = catalog.Get(typeof(TGrain));
        var state = new DurableState<TState>(type.StateKind!, context.StringKey(), store, time, options);
        context.SetComponent<IActivationState>(state);
        context.ObservableLifecycle.Subscribe(
            nameof(GrainStates), GrainLifecycleStage.SetupState, cancellationToken => state.EnsureFreshAsync(cancellationToken).AsTask());
        return state;
    }
}
