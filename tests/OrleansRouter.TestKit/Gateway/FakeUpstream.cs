using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace OrleansRouter.TestKit.Gateway;

/// <summary>One request that the fake upstream got.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Authorization">The header, or "".</param>
/// <param name="Body">The body as text.</param>
public sealed record RecordedRequest(string Path, string Authorization, string Body)
{
    public JsonElement Json => JsonElement.Parse(Body);
}

/// <summary>An OpenAI-compatible server on a free port that does what the tests say: answers, errors, stalls, breaks; and records what it gets.</summary>
public sealed class FakeUpstream : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<UpstreamScript> _next = new();
    private readonly ConcurrentQueue<RecordedRequest> _requests = new();
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _aborted = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private FakeUpstream(WebApplication app) => _app = app;

    /// <summary>Base URL for the model's settings.</summary>
    public string BaseUrl => $"{_app.Urls.First()}/v1";

    /// <summary>What is done with every request for which nothing was enqueued.</summary>
    public UpstreamScript Default { get; set; } = new();

    /// <summary>Every request so far.</summary>
    public IReadOnlyList<RecordedRequest> Requests => [.. _requests];

    /// <summary>Completes when a request ended in the middle: the client went away, or the script broke it.</summary>
    public Task Aborted => _aborted.Task;

    public static async Task<FakeUpstream> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication app = builder.Build();
        var upstream = new FakeUpstream(app);
        app.Run(upstream.AnswerAsync);
        await app.StartAsync();
        return upstream;
    }

    /// <summary>Says what is done with the next request.</summary>
    public void Enqueue(params ReadOnlySpan<UpstreamScript> scripts)
    {
        foreach (UpstreamScript script in scripts)
        {
            _next.Enqueue(script);
        }
    }

    /// <summary>Lets stalled requests go on.</summary>
    public void Release() => _released.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        Release();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var request = new RecordedRequest(context.Request.Path, context.Request.Headers.Authorization.ToString(), await reader.ReadToEndAsync());
        _requests.Enqueue(request);
        UpstreamScript script = _next.TryDequeue(out UpstreamScript? next) ? next : Default;
        try
        {
            await new UpstreamAnswer(context, request, script, _released.Task).SendAsync();
        }
        catch (OperationCanceledException)
        {
            _aborted.TrySetResult();
        }
    }
}
