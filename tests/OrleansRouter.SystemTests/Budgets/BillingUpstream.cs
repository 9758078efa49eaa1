using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using OrleansRouter.Grains.Budgets;

namespace OrleansRouter.SystemTests.Budgets;

/// <summary>An upstream whose answers take random tokens within what was asked for, and which sums what it would bill for every request that reached it.</summary>
internal sealed class BillingUpstream : IAsyncDisposable
{
    public const double InputPrice = 3;
    public const double OutputPrice = 15;

    private readonly WebApplication _app;
    private long _billed;

    private BillingUpstream(WebApplication app) => _app = app;

    public string BaseUrl => $"{_app.Urls.First()}/v1";

    /// <summary>The whole bill, paid or not: also of answers that nobody was there to read.</summary>
    public MicroUsd Billed => new(Interlocked.Read(ref _billed));

    public static async Task<BillingUpstream> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication app = builder.Build();
        var upstream = new BillingUpstream(app);
        app.Run(upstream.AnswerAsync);
        await app.StartAsync();
        return upstream;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using JsonDocument request = await JsonDocument.ParseAsync(context.Request.Body);
        int input = Random.Shared.Next(5, 40), output = Random.Shared.Next(0, request.RootElement.GetProperty("max_tokens").GetInt32() + 1);
        Interlocked.Add(ref _billed, MicroUsd.OfTokens(InputPrice, input, OutputPrice, output).Value);
        await Task.Delay(Random.Shared.Next(5, 40));
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(
            $$$"""{"id":"x","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"ok"},"finish_reason":"stop"}],"usage":{"prompt_tokens":{{{input}}},"completion_tokens":{{{output}}},"total_tokens":{{{input + output}}}}}""");
    }
}
