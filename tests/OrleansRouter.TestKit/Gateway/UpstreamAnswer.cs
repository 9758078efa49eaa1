using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace OrleansRouter.TestKit.Gateway;

/// <summary>One answer of the fake upstream.</summary>
internal sealed class UpstreamAnswer(HttpContext context, RecordedRequest request, UpstreamScript script, Task released)
{
    private const string Id = "\"id\":\"chatcmpl-fake\",\"created\":1700000000";
    private readonly CancellationToken _aborted = context.RequestAborted;
    private string Model => request.Json.GetProperty("model").GetRawText();
    private bool IsEmbeddings => request.Path.EndsWith("embeddings", StringComparison.Ordinal);
    private string Extra => script.Extra.Length > 0 ? $",{script.Extra}" : "";
    private string Usage => $"{{\"prompt_tokens\":11,\"completion_tokens\":{script.Words.Count},\"total_tokens\":{11 + script.Words.Count}}}";

    public async Task SendAsync()
    {
        await StallAsync(sent: 0);
        if (script.RawBytes is { } bytes)
        {
            await SendRawAsync(bytes);
        }
        else if (script.Status != 200)
        {
            await SendErrorAsync();
        }
        else if (script.RawBody is { } raw)
        {
            await context.Response.WriteAsync(raw, _aborted);
        }
        else if (!IsEmbeddings && request.Json.TryGetProperty("stream", out JsonElement stream) && stream.ValueKind == JsonValueKind.True)
        {
            await StreamAsync();
        }
        else
        {
            BreakIfDue(sent: 0);
            await SendWholeAsync();
        }
    }

    private async Task SendRawAsync(ReadOnlyMemory<byte> bytes)
    {
        context.Response.StatusCode = script.Status;
        await context.Response.Body.WriteAsync(bytes[..(bytes.Length / 3)], _aborted);
        await context.Response.Body.FlushAsync(_aborted);
        await context.Response.Body.WriteAsync(bytes[(bytes.Length / 3)..], _aborted);
    }

    private async Task SendErrorAsync()
    {
        context.Response.StatusCode = script.Status;
        context.Response.ContentType = "application/json";
        if (script.RetryAfter is { } wait)
        {
            context.Response.Headers.RetryAfter = wait;
        }

        await context.Response.WriteAsync(script.ErrorBody, _aborted);
    }

    private async Task SendWholeAsync()
    {
        context.Response.ContentType = "application/json";
        string usage = script.SendsUsage ? $",\"usage\":{Usage}" : "";
        string answer = IsEmbeddings
            ? "\"object\":\"list\",\"data\":[{\"object\":\"embedding\",\"index\":0,\"embedding\":[0.25,-1]}]"
            : $"{Id},\"object\":\"chat.completion\",\"choices\":[{{\"index\":0,\"message\":{{\"role\":\"assistant\",\"content\":{Quote(string.Concat(script.Words))}}},\"finish_reason\":\"stop\"}}]";
        byte[] body = Encoding.UTF8.GetBytes($"{{{answer},\"model\":{Model}{usage}{Extra}}}");
        context.Response.ContentLength = body.Length;
        if (script.StallAfter > 0 || script.BreakAfter > 0)
        {
            await context.Response.Body.WriteAsync(body.AsMemory(0, body.Length / 2), _aborted);
            await context.Response.Body.FlushAsync(_aborted);
            await StallAsync(script.StallAfter ?? -1);
            BreakIfDue(script.BreakAfter ?? -1);
            body = body[(body.Length / 2)..];
        }

        await context.Response.Body.WriteAsync(body, _aborted);
    }

    private async Task StreamAsync()
    {
        bool usage = script.SendsUsage && request.Json.TryGetProperty("stream_options", out JsonElement options)
            && options.GetProperty("include_usage").GetBoolean();
        string noUsage = usage ? ",\"usage\":null" : "";
        context.Response.ContentType = "text/event-stream";
        await context.Response.StartAsync(_aborted);
        int sent = 0;
        foreach (string word in script.Words)
        {
            BreakIfDue(sent);
            await StallAsync(sent);
            await SendEventAsync($"{{{Head},\"choices\":[{{\"index\":0,\"delta\":{{\"role\":\"assistant\",\"content\":{Quote(word)}}},\"finish_reason\":null}}]{noUsage}{Extra}}}");
            sent++;
        }

        BreakIfDue(sent);
        await StallAsync(sent);
        await SendEventAsync($"{{{Head},\"choices\":[{{\"index\":0,\"delta\":{{}},\"finish_reason\":\"stop\"}}]{noUsage}{Extra}}}");
        if (usage)
        {
            await SendEventAsync($"{{{Head},\"choices\":[],\"usage\":{Usage}{Extra}}}");
        }

        if (script.SendsDone)
        {
            await SendEventAsync("[DONE]");
        }
    }

    private string Head => $"{Id},\"object\":\"chat.completion.chunk\",\"model\":{Model}";

    private async Task SendEventAsync(string data)
    {
        await context.Response.WriteAsync($"data: {data}\n\n", _aborted);
        await context.Response.Body.FlushAsync(_aborted);
    }

    private async Task StallAsync(int sent)
    {
        if (sent == script.StallAfter)
        {
            await released.WaitAsync(_aborted);
        }
    }

    private void BreakIfDue(int sent)
    {
        if (sent == script.BreakAfter)
        {
            if (!context.Response.HasStarted)
            {
                context.Abort();
            }

            // Kestrel then closes the connection without the last chunk; aborting it could drop chunks that are still under way.
            throw new IOException("The script breaks the connection here.");
        }
    }

    private static string Quote(string text) => JsonSerializer.Serialize(text);
}
