namespace OrleansRouter.Gateway.Metrics;

/// <summary>Counts and times every request by its route.</summary>
internal sealed class MetricsMiddleware(RequestDelegate next, GatewayMetrics metrics, TimeProvider time)
{
    public async Task InvokeAsync(HttpContext context)
    {
        long start = time.GetTimestamp();
        metrics.RequestStarted();
        try
        {
            await next(context);
        }
        finally
        {
            string route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "unknown";
            metrics.RequestEnded(route, context.Response.StatusCode, time.GetElapsedTime(start));
        }
    }
}
