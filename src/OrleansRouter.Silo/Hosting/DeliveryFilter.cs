using System.Diagnostics;
using OrleansRouter.Grains.Hosting;
using IGrain = OrleansRouter.Grains.Hosting.IGrain;

namespace OrleansRouter.Silo.Hosting;

/// <summary>
/// Sends calls again that did not reach their grain, until the cluster has noticed which silo is gone; of those that may have reached it and got no
/// answer it only says so.
/// </summary>
/// <param name="patience">How long to try.</param>
internal sealed class DeliveryFilter(TimeSpan patience) : IOutgoingGrainCallFilter
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        if (context.Grain is not IGrain)
        {
            await context.Invoke();
            return;
        }

        long began = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                await context.Invoke();
                return;
            }
            catch (OrleansMessageRejectionException) when (Stopwatch.GetElapsedTime(began) < patience)
            {
                await Task.Delay(Pause);
            }
            catch (Exception problem) when (problem is OrleansMessageRejectionException or SiloUnavailableException or TimeoutException)
            {
                throw new GrainUnavailableException($"{context.InterfaceMethod.DeclaringType?.Name}.{context.MethodName} of {context.TargetId}", problem);
            }
        }
    }
}
