using OrleansRouter.Grains.Hosting;

namespace OrleansRouter.Silo.Hosting;

/// <summary>Before every turn, reads state again that is older than the options allow: processes outside the cluster may share the database.</summary>
internal sealed class FreshStateFilter : IIncomingGrainCallFilter
{
    public async Task Invoke(IIncomingGrainCallContext context)
    {
        if (context.TargetContext.GetComponent<IActivationState>() is { } state)
        {
            await state.EnsureFreshAsync(CancellationToken.None);
        }

        await context.Invoke();
    }
}
