using System.Net.Http.Headers;
using System.Text;
using OrleansRouter.Gateway.Tests.Harness;
using OrleansRouter.TestKit.Gateway;

namespace OrleansRouter.Gateway.Tests.Fuzzing;

/// <summary>Sends bodies to a real gateway: no answer is a 5xx, and every error has the shape.</summary>
internal sealed class BodySender(string corpus, TestGateway gateway, params (HttpMethod Method, string Path, HttpClient Client)[] endpoints) : IFuzzTarget
{
    public string Corpus => corpus;

    public int Ways => endpoints.Length;

    public async Task<string> RunAsync(byte[] input, int way)
    {
        (HttpMethod method, string path, HttpClient client) = endpoints[way];
        using var request = new HttpRequestMessage(method, path) { Content = new ByteArrayContent(input) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using HttpResponseMessage response = await client.SendAsync(request).WaitAsync(TimeSpan.FromMinutes(3));
        byte[] body = await response.Content.ReadAsByteArrayAsync();
        int status = (int)response.StatusCode;
        return status >= 500 ? throw new FuzzException($"{method} {path} answers {status}: {Encoding.UTF8.GetString(body)}\n{gateway.Logs.Last}")
            : status >= 400 ? $"{way} {Answers.Error(status, body)}"
            : response.Content.Headers.ContentType?.MediaType == "text/event-stream" ? $"{way} {status} stream"
            : $"{way} {status} {Answers.Json(body, "answer").ValueKind}";
    }
}

/// <summary>Lets an upstream answer with anything: the client gets an answer, or an error of 4xx, 502 or 504, or a stream that says how it ended.</summary>
internal sealed class UpstreamAnswers(string corpus, bool stream, TestGateway gateway, FakeUpstream upstream) : IFuzzTarget
{
    private static readonly int[] Statuses = [200, 200, 200, 200, 200, 200, 400, 500];

    public string Corpus => corpus;

    public int Ways => Statuses.Length;

    public async Task<string> RunAsync(byte[] input, int way)
    {
        upstream.Default = new UpstreamScript { Status = Statuses[way], RawBytes = input };
        bool wantsUsage = stream && way % 2 == 0;
        using HttpResponseMessage response = await gateway.Tenant.ChatAsync(new
        {
            model = "gold",
            stream,
            stream_options = wantsUsage ? new { include_usage = true } : null,
            messages = new[] { new { role = "user", content = "x" } },
        }).WaitAsync(TimeSpan.FromMinutes(3));
        byte[] body = await response.Content.ReadAsByteArrayAsync();
        int status = (int)response.StatusCode;
        return status == 200 ? (stream ? Events(body) : Whole(body))
            : status is 502 or 504 || (status == 400 && Statuses[way] == 400) ? $"{way} {Answers.Error(status, body)}"
            : throw new FuzzException($"answers {status}: {Encoding.UTF8.GetString(body)}\n{gateway.Logs.Last}");
    }

    private static string Whole(byte[] body) => string.Join(',', Answers.Json(body, "answer").EnumerateObject().Select(p => p.Value.ValueKind).Take(8));

    private static string Events(byte[] body)
    {
        string text = Encoding.Latin1.GetString(body);
        string[] events = text.EndsWith("\n\n", StringComparison.Ordinal) ? text[..^2].Split("\n\n") : throw new FuzzException($"the stream ends with {text}");
        for (int i = 0; i < events.Length; i++)
        {
            if (!events[i].StartsWith("data: ", StringComparison.Ordinal) || (events[i] == "data: [DONE]" && i + 1 < events.Length))
            {
                throw new FuzzException($"event {i} of {events.Length} is {events[i]}");
            }
        }

        string last = events[^1][6..];
        return last == "[DONE]" ? $"stream of {Math.Min(events.Length, 5)} {Check(events[..^1])}"
            : Answers.Error(200, Encoding.Latin1.GetBytes(last)) + Check(events[..^1]);
    }

    private static string Check(string[] events)
    {
        foreach (string one in events)
        {
            Answers.Json(Encoding.Latin1.GetBytes(one[6..]), "event");
        }

        return $"after {Math.Min(events.Length, 3)}";
    }
}
