using System.Net;
using System.Text;
using System.Text.Json;
using OrleansRouter.Gateway.Tests.Harness;
using OrleansRouter.TestKit.Gateway;

namespace OrleansRouter.Gateway.Tests.Chat;

/// <summary>A concrete model, forwarded to an OpenAI-compatible upstream.</summary>
public sealed class ForwardingTests : IAsyncLifetime
{
    private FakeUpstream _upstream = null!;
    private TestGateway _gateway = null!;

    public async Task InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync();
        _gateway = await TestGateway.StartAsync();
        await _gateway.AddModelAsync("alpha", _upstream);
    }

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Fact]
    public async Task Chat_ConcreteModel_AnswersAndNamesTheModel()
    {
        using HttpResponseMessage response = await _gateway.Tenant.ChatAsync(ChatCalls.Body("alpha"));
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        JsonElement answer = await response.JsonAsync();
        answer.GetProperty("model").GetString().ShouldBe("alpha");
        answer.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString().ShouldBe("Hello from upstream");
        answer.GetProperty("vendor_field").GetRawText().ShouldBe("""{"kept":1.50}""");
        response.Header("model").ShouldBe("alpha");
        response.Header("policy").ShouldBe("pinned");
        response.Header("attempts").ShouldBe("1");
        response.Header("cost-usd").ShouldBe("0.000023");
    }

    [Fact]
    public async Task Chat_UnknownFields_ReachTheUpstreamByteForByte()
    {
        const string body = """
            {"model":"alpha","future_field":{"deep":[1.50,1e3,"\u00e9\/"]},"temperature":0.70,"router":{"session":"s1"},
             "messages":[{"role":"user","content":"x","vendor":null}]}
            """;
        using HttpResponseMessage response = await _gateway.Tenant.PostAsync("/v1/chat/completions", new StringContent(body, Encoding.UTF8, "application/json"));
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        RecordedRequest sent = _upstream.Requests.Single();
        sent.Path.ShouldBe("/v1/chat/completions");
        sent.Body.ShouldBe(
            """{"model":"upstream-alpha","future_field":{"deep":[1.50,1e3,"\u00e9\/"]},"temperature":0.70,"messages":[{"role":"user","content":"x","vendor":null}]}""");
    }

    [Fact]
    public async Task Stream_PassesEveryEventAndStripsTheUsageThatWasNotAskedFor()
    {
        using HttpResponseMessage response = await _gateway.Tenant.StreamAsync(ChatCalls.Body("alpha", stream: true));
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        List<string> events = await response.EventsAsync();
        events[^1].ShouldBe("[DONE]");
        ChatCalls.TextOf(events).ShouldBe("Hello from upstream");
        events.Take(events.Count - 1).ShouldAllBe(e => e.Contains("\"model\":\"alpha\"") && e.Contains("\"vendor_field\":{\"kept\":1.50}"));
        events.ShouldAllBe(e => !e.Contains("usage"));
        JsonElement outcome = (await _gateway.ReceiptAsync(response.Header("decision-id"))).GetProperty("outcome");
        outcome.GetProperty("output_tokens").GetInt32().ShouldBe(3);
        outcome.GetProperty("tokens_estimated").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public async Task Stream_UsageAskedFor_LastChunkCarriesUsageAndCost()
    {
        using HttpResponseMessage response = await _gateway.Tenant.StreamAsync(new
        {
            model = "alpha",
            stream = true,
            stream_options = new { include_usage = true },
            messages = new[] { new { role = "user", content = "x" } },
        });
        List<string> events = await response.EventsAsync();
        JsonElement last = JsonElement.Parse(events[^2]);
        last.GetProperty("usage").GetProperty("completion_tokens").GetInt32().ShouldBe(3);
        last.GetProperty("router").GetProperty("cost_usd").GetDouble().ShouldBe(23e-6);
        last.GetProperty("router").GetProperty("decision_id").GetString().ShouldBe(response.Header("decision-id"));
    }

    [Fact]
    public async Task Stream_FirstChunkArrivesBeforeTheUpstreamIsDone()
    {
        _upstream.Enqueue(new UpstreamScript { StallAfter = 1 });
        using HttpResponseMessage response = await _gateway.Tenant.StreamAsync(ChatCalls.Body("alpha", stream: true));
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        string? first = await reader.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(10));
        first.ShouldNotBeNull().ShouldContain("Hello");
        _upstream.Release();
        (await reader.ReadToEndAsync()).ShouldEndWith("data: [DONE]\n\n");
    }

    [Fact]
    public async Task Stream_ClientGoesAway_UpstreamIsCancelledAndTheOutcomeSaysSo()
    {
        _upstream.Enqueue(new UpstreamScript { StallAfter = 1 });
        string decisionId;
        using (HttpResponseMessage response = await _gateway.Tenant.StreamAsync(ChatCalls.Body("alpha", stream: true)))
        {
            decisionId = response.Header("decision-id");
        }

        await _upstream.Aborted.WaitAsync(TimeSpan.FromSeconds(10));
        JsonElement outcome = (await _gateway.ReceiptAsync(decisionId)).GetProperty("outcome");
        outcome.GetProperty("status").GetString().ShouldBe("cancelled");
        outcome.GetProperty("tokens_estimated").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task Chat_ClientGoesAway_UpstreamIsCancelled()
    {
        _upstream.Enqueue(new UpstreamScript { StallAfter = 0 });
        using var cancellation = new CancellationTokenSource();
        Task<HttpResponseMessage> call = _gateway.Tenant.StreamAsync(ChatCalls.Body("alpha"), cancellation.Token);
        while (_upstream.Requests.Count == 0)
        {
            await Task.Delay(10);
        }

        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(call);
        await _upstream.Aborted.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Chat_UpstreamWithoutUsage_TokensAreEstimatedAndMarked()
    {
        _upstream.Enqueue(new UpstreamScript { SendsUsage = false });
        using HttpResponseMessage response = await _gateway.Tenant.ChatAsync(ChatCalls.Body("alpha"));
        JsonElement outcome = (await _gateway.ReceiptAsync(response.Header("decision-id"))).GetProperty("outcome");
        outcome.GetProperty("tokens_estimated").GetBoolean().ShouldBeTrue();
        outcome.GetProperty("output_tokens").GetInt32().ShouldBe(5);
    }

    [Fact]
    public async Task Embeddings_AreForwardedAndAccounted()
    {
        var body = new { model = "alpha", input = "some text", dimensions = 2 };
        using HttpResponseMessage response = await _gateway.Tenant.PostAsync(
            "/v1/embeddings", new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json"));
        JsonElement answer = await response.JsonAsync();
        answer.GetProperty("data")[0].GetProperty("embedding")[1].GetInt32().ShouldBe(-1);
        answer.GetProperty("model").GetString().ShouldBe("alpha");
        _upstream.Requests.Single().Json.GetProperty("dimensions").GetInt32().ShouldBe(2);
        (await _gateway.ReceiptAsync(response.Header("decision-id"))).GetProperty("outcome").GetProperty("input_tokens").GetInt32().ShouldBe(11);
    }

    [Fact]
    public async Task Chat_KeyFromTheEnvironment_GoesToTheUpstreamAndNowhereElse()
    {
        const string variable = "ORLEANS_ROUTER_TEST_UPSTREAM_KEY";
        const string secret = "sk-upstream-secret-7";
        Environment.SetEnvironmentVariable(variable, secret);
        await _gateway.AddModelAsync("keyed", _upstream, new { api_key_variable = variable });
        using HttpResponseMessage response = await _gateway.Tenant.ChatAsync(ChatCalls.Body("keyed"));
        _upstream.Requests.Single().Authorization.ShouldBe($"Bearer {secret}");
        (await response.Content.ReadAsStringAsync()).ShouldNotContain(secret);
        _gateway.Logs.Text.ShouldNotContain(secret);
        _gateway.Logs.Text.ShouldNotContain(_gateway.Report.TenantKey!.Split('-')[2]);
    }
}
