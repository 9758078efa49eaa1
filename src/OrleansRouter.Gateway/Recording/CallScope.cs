using OrleansRouter.Gateway.Chat;
using OrleansRouter.Gateway.Limits;

namespace OrleansRouter.Gateway.Recording;

/// <summary>Runs one call and records its end, whatever it is, in the log and with the limits.</summary>
internal static class CallScope
{
    public static async Task RunAsync(HttpContext context, CallRun run, UsagePass pass, Func<Task<CallEnd>> answer)
    {
        var end = new CallEnd(CallStatus.Failed, Cost: null);
        try
        {
            await run.Permitted;
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

            pass.Settle(end.Cost?.Usage);
            await run.EndAsync(end);
        }
    }
}
