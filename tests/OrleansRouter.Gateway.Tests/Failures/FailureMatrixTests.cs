using System.Text.Json;
using OrleansRouter.Gateway.Providers;
using OrleansRouter.Gateway.Retries;
using OrleansRouter.Gateway.Tests.Harness;
using OrleansRouter.TestKit;
using OrleansRouter.TestKit.Gateway;

namespace OrleansRouter.Gateway.Tests.Failures;

/// <summary>
/// Every fault of an upstream, for whole answers and streams, where the client named the model and where another one is left: what the client
/// sees, what is asked again, what is recorded. The table in docs/failures.md is what this test saw; with ORLEANS_ROUTER_WRITE_DOCS=1 it writes it.
/// </summary>
public sealed class FailureMatrixTests : IAsyncLifetime
{
    private const string Begin = "<!-- what FailureMatrixTests saw -->\n", End = "<!-- end -->\n";
    private static readonly bool[] BothKinds = [false, true];
    private static readonly string[] ModelsOfAFault = ["named-whole", "named-stream", "auto-whole", "auto-stream"];
    private static readonly ProviderTimeouts Limits = new()
    {
        Connect = TimeSpan.FromSeconds(1),
        FirstEvent = TimeSpan.FromSeconds(3),
        FirstByte = TimeSpan.FromSeconds(3),
        Idle = TimeSpan.FromSeconds(3),
        Total = TimeSpan.FromSeconds(8),
    };

    private readonly Dictionary<UpstreamFault, FaultyUpstream> _faulty = [];
    private FakeUpstream _well = null!;
    private TestGateway _gateway = null!;

    public async Task InitializeAsync()
    {
        _well = await FakeUpstream.StartAsync();
        _gateway = await TestGateway.StartAsync(o => o with
        {
            UpstreamTimeouts = Limits,
            Retry = new RetryOptions { FirstWait = TimeSpan.FromMilliseconds(20) },
        });
        List<(string, double, double)> known = [("other", 0.5, 0.001)];
        await _gateway.AddModelAsync("other", _well);
        foreach ((int index, UpstreamFault fault) in UpstreamFault.All.Index())
        {
            _faulty[fault] = await FaultyUpstream.StartAsync(fault);
            foreach (string model in ModelsOfAFault.Select(m => $"f{index}-{m}"))
            {
                await _gateway.AddModelAsync(model, _well, new { base_url = _faulty[fault].BaseUrl });
                known.Add((model, 0.9, 0.001));
            }
        }

        await _gateway.ServeAsync(TestPolicies.BestFixed([.. known]), "matrix");
    }

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _well.DisposeAsync();
        foreach (FaultyUpstream upstream in _faulty.Values)
        {
            await upstream.DisposeAsync();
        }
    }

    [Fact]
    public async Task EveryFault_GivesWhatTheDocumentationSays()
    {
        string[] rows = await Task.WhenAll(
            from fault in UpstreamFault.All.Index()
            from stream in BothKinds
            select RowAsync(fault.Index, fault.Item, stream));
        string table = $"""
            | fault | answer | the client named the model and sees | recorded | another model is left: the client sees | recorded |
            |---|---|---|---|---|---|
            {string.Join('\n', rows)}

            """;
        string path = Path.Combine(Repository.Root, "docs", "failures.md");
        string text = await File.ReadAllTextAsync(path);
        int from = text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, to = text.IndexOf(End, StringComparison.Ordinal);
        if (Environment.GetEnvironmentVariable("ORLEANS_ROUTER_WRITE_DOCS") == "1")
        {
            await File.WriteAllTextAsync(path, text[..from] + table + text[to..]);
        }
        else
        {
            text[from..to].ShouldBe(table);
        }
    }

    private async Task<string> RowAsync(int index, UpstreamFault fault, bool stream)
    {
        string kind = stream ? "stream" : "whole";
        string[] named = await AskAsync(fault, $"f{index}-named-{kind}", isNamed: true, stream);
        string[] routed = await AskAsync(fault, $"f{index}-auto-{kind}", isNamed: false, stream);
        return $"| {fault.Name} | {kind} | {string.Join(" | ", [.. named, .. routed])} |";
    }

    private async Task<string[]> AskAsync(UpstreamFault fault, string model, bool isNamed, bool stream)
    {
        using HttpResponseMessage response = await _gateway.Tenant.StreamAsync(new
        {
            model = isNamed ? model : "auto",
            stream,
            messages = new[] { new { role = "user", content = "Say hello" } },
            router = new { allowed_models = new[] { model, "other" } },
        });
        string seen = await SeenAsync(response);
        JsonElement outcome = (await _gateway.ReceiptAsync(response.Header("decision-id"))).GetProperty("outcome");
        JsonElement[] attempts = [.. outcome.GetProperty("attempts").EnumerateArray()];
        int tries = attempts.Count(a => a.GetProperty("model").GetString() == model);
        (_faulty[fault].Requests(model) ?? tries).ShouldBe(tries, $"{fault.Name}: what was recorded and what the upstream got");
        TimeSpan.FromMilliseconds(outcome.GetProperty("latency_ms").GetDouble()).ShouldBeLessThan(Limits.Total + TimeSpan.FromSeconds(5));
        string[] recorded = [.. attempts.Select(a => Recorded(a, model)).CountBy(a => a).Select(a => a.Value == 1 ? a.Key : $"{a.Value} × {a.Key}")];
        return [seen, $"{outcome.GetProperty("status").GetString()}: {string.Join(", ", recorded)}"];
    }

    private static async Task<string> SeenAsync(HttpResponseMessage response)
    {
        string body = await response.Content.ReadAsStringAsync();
        int status = (int)response.StatusCode;
        if (!response.IsSuccessStatusCode)
        {
            return $"{status} `{JsonElement.Parse(body).GetProperty("error").GetProperty("code").GetString()}`";
        }

        if (response.Content.Headers.ContentType!.MediaType == "text/event-stream")
        {
            List<string> events = await response.EventsAsync();
            return events[^1] == "[DONE]" ? $"{status}" : $"{status}, {events.Count - 1} event, then `{JsonElement.Parse(events[^1]).GetProperty("error").GetProperty("code").GetString()}`";
        }

        return $"{status}";
    }

    private static string Recorded(JsonElement attempt, string model)
    {
        string? error = attempt.GetProperty("error").GetString();
        int status = attempt.GetProperty("status").GetInt32();
        return error is null ? (attempt.GetProperty("model").GetString() == model ? "answered" : "answered by the other")
            : $"{error[..error.IndexOf(':')]}{(status > 0 ? $" {status}" : "")}";
    }
}
