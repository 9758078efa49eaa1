using System.Globalization;
using OrleansRouter.Gateway.Providers;
using OrleansRouter.Grains.Hosting;
using OrleansRouter.Storage.Relational;

namespace OrleansRouter.Gateway.OpenAi;

/// <summary>Gives every failed request an answer in OpenAI's shape, as long as nothing was sent yet.</summary>
internal sealed partial class ErrorMiddleware(RequestDelegate next, ILogger<ErrorMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
            if (NeedsBody(context.Response))
            {
                await WriteAsync(context, ApiError.FromStatus(context.Response.StatusCode, context.Request));
            }
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            await HandleAsync(context, exception);
        }
    }

    /// <summary>Writes the error as the whole answer.</summary>
    public static async Task WriteAsync(HttpContext context, ApiError error)
    {
        HttpResponse response = context.Response;
        response.StatusCode = error.Status;
        response.ContentType = "application/json";
        if (error.RetryAfter is { } wait)
        {
            response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }

        if (error.Status == StatusCodes.Status413PayloadTooLarge)
        {
            // The rest of the body is not read and the connection ends; a client that was not told would send its next request into it.
            response.Headers.Connection = "close";
        }

        byte[] json = error.ToUtf8Json();
        response.ContentLength = json.Length;
        await response.Body.WriteAsync(json, context.RequestAborted);
    }

    private static bool NeedsBody(HttpResponse response) =>
        response is { HasStarted: false, StatusCode: >= 400, ContentLength: null, ContentType: null };

    private async Task HandleAsync(HttpContext context, Exception exception)
    {
        if (context.RequestAborted.IsCancellationRequested)
        {
            context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return;
        }

        ApiError error = exception switch
        {
            ApiException api => api.Error,
            ProviderException provider => ProviderErrors.ToApiError(provider),
            BadHttpRequestException bad => BadRequests.ToApiError(bad),
            StorageException => ApiError.Unavailable("The gateway cannot reach its database; its log says why.", "storage_unavailable"),
            GrainUnavailableException => ApiError.Unavailable("What the request needs is moving to another machine; try again.", "grain_unavailable") with { RetryAfter = TimeSpan.FromSeconds(1) },
            _ => ApiError.Internal(),
        };
        if (exception is StorageException or GrainUnavailableException || error.Status == StatusCodes.Status500InternalServerError)
        {
            LogUnhandled(exception, context.Request.Method, context.Request.Path);
        }

        await WriteAsync(context, error);
    }

    [LoggerMessage(EventId = 1001, Level = LogLevel.Error, Message = "{Method} {Path} failed unexpectedly.")]
    private partial void LogUnhandled(Exception exception, string method, string path);
}
