using OrleansRouter.Grains.Hosting;
using IGrain = OrleansRouter.Grains.Hosting.IGrain;

namespace OrleansRouter.Silo.Hosting;

/// <summary>
/// What Orleans refuses to a grain in its turn, such as a reminder, is no rejection of the call that the turn answers: the caller would send that
/// again although it had begun.
/// </summary>
internal sealed class AnswerFilter : IIncomingGrainCallFilter
{
    public async Task Invoke(IIncomingGrainCallContext context)
    {
        try
        {
            await context.Invoke();
        }
        catch (OrleansException problem) when (context.Grain is IGrain)
        {
            throw new GrainUnavailableException($"What {context.MethodName} of {context.TargetId} called", problem);
        }
    }
}
