using OrleansRouter.Gateway.Chat;

namespace OrleansRouter.Gateway.Recording;

/// <summary>Runs one call and records its end, whatever it is.</summary>
internal static class CallScope
{
    public static async Task RunAsync(HttpContext context, CallRun run, Func<Task<CallEnd>> answer)
    {
        var end = new CallEnd(CallStatus.Failed, Cost: null);
        try
        {
            end = await answer();
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            end = new CallEnd(CallStatus.Cancelled, Cost: null);
        }
        finally
        {
            if (!context.Response.HasStarted)
            {
                RoutingHeaders.Set(context.Response, run);
            }

            await run.EndAsync(end);
        }
    }
}
