using System.Diagnostics;
using Orleans.Runtime.Messaging;
using OrleansRouter.Grains.Hosting;
using IGrain = OrleansRouter.Grains.Hosting.IGrain;

namespace OrleansRouter.Silo.Hosting;

/// <summary>
/// Sends calls again that certainly did not reach their grain, until the cluster has noticed which silo is gone; of those that may have reached it
/// and got no answer it only says so, because most of what grains do is not to be done twice.
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
            catch (OrleansException problem) when (NeverArrived(problem) && Stopwatch.GetElapsedTime(began) < patience)
            {
                await Task.Delay(Pause);
            }
            catch (Exception problem) when (problem is OrleansException or TimeoutException)
            {
                throw new GrainUnavailableException($"{context.InterfaceMethod.DeclaringType?.Name}.{context.MethodName} of {context.TargetId}", problem);
            }
        }
    }

    /// <summary>
    /// A silo that becomes unavailable is a rejection too, but it may have taken the call before. Orleans says the same where it did not send the
    /// call because it knows that the silo is dead; only a text tells the two apart, so neither is sent again.
    /// </summary>
    private static bool NeverArrived(OrleansException problem) =>
        problem is (OrleansMessageRejectionException and not SiloUnavailableException) or ConnectionFailedException or GatewayTooBusyException;
}
