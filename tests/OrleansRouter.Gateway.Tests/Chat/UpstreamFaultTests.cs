using System.Net;
using System.Text.Json;
using OrleansRouter.Gateway.Providers;
using OrleansRouter.Gateway.Tests.Harness;
using OrleansRouter.TestKit.Gateway;

namespace OrleansRouter.Gateway.Tests.Chat;

/// <summary>What a client sees when the upstream fails, and what is recorded.</summary>
public sealed class UpstreamFaultTests : IAsyncLifetime
{
    private FakeUpstream _upstream = null!;
    private TestGateway _gateway = null!;

    public async Task InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync();
        _gateway = await TestGateway.StartAsync(o => o with
        {
            UpstreamTimeouts = new ProviderTimeouts
            {
                FirstEvent = TimeSpan.FromMilliseconds(300),
                Idle = TimeSpan.FromMilliseconds(300),
                Total = TimeSpan.FromMilliseconds(600),
            },
        });
        await _gateway.AddModelAsync("alpha", _upstream);
    }

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Theory]
    [InlineData(400, 400, "invalid_request_error", "bad_value")]
    [InlineData(422, 400, "invalid_request_error", "bad_value")]
    [InlineData(401, 502, "upstream_authentication_error", "upstream_authentication")]
    [InlineData(403, 502, "upstream_authentication_error", "upstream_authentication")]
    [InlineData(404, 502, "upstream_error", "upstream_model_not_found")]
    [InlineData(429, 429, "rate_limit_error", "upstream_rate_limited")]
    [InlineData(500, 502, "upstream_error", "upstream_failed")]
    [InlineData(402, 502, "upstream_error", "upstream_failed")]
    [InlineData(503, 503, "upstream_error", "upstream_overloaded")]
    [InlineData(504, 504, "timeout_error", "upstream_timeout")]
    public async Task UpstreamStatus_IsMapped_WholeAndStreamed(int upstream, int expected, string type, string code)
    {
        foreach (bool stream in new[] { false, true })
        {
            _upstream.Enqueue(new UpstreamScript { Status = upstream, RetryAfter = "7" });
            using HttpResponseMessage response = await _gateway.Tenant.ChatAsync(ChatCalls.Body("alpha", stream: stream));
            ((int)response.StatusCode).ShouldBe(expected);
            JsonElement error = await response.ErrorAsync();
            error.GetProperty("type").GetString().ShouldBe(type);
            error.GetProperty("code").GetString().ShouldBe(code);
            bool isRequestsFault = expected == 400;
            error.GetProperty("message").GetString()!.Contains("the upstream says no").ShouldBe(isRequestsFault, "Only what concerns the request itself is passed on.");
            response.Headers.RetryAfter?.Delta.ShouldBe(isRequestsFault ? null : TimeSpan.FromSeconds(7));
            JsonElement outcome = (await _gateway.ReceiptAsync(response.Header("decision-id"))).GetProperty("outcome");
            outcome.GetProperty("status").GetString().ShouldBe("failed");
            outcome.GetProperty("attempts")[0].GetProperty("status").GetInt32().ShouldBe(upstream);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task StalledUpstream_EndsWith504(bool stream)
    {
        _upstream.Enqueue(new UpstreamScript { StallAfter = 0 });
        using HttpResponseMessage response = await _gateway.Tenant.ChatAsync(ChatCalls.Body("alpha", stream: stream));
        response.StatusCode.ShouldBe(HttpStatusCode.GatewayTimeout);
        (await response.ErrorAsync()).GetProperty("code").GetString().ShouldBe("upstream_timeout");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ConnectionBrokenBeforeTheFirstByte_Is502(bool stream)
    {
        _upstream.Enqueue(new UpstreamScript { BreakAfter = 0 });
        using HttpResponseMessage response = await _gateway.Tenant.ChatAsync(ChatCalls.Body("alpha", stream: stream));
        response.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        await response.ErrorAsync();
    }

    [Theory]
    [InlineData("""["not an object"]""")]
    [InlineData("<html>")]
    [InlineData("")]
    [InlineData("""{"error":{"message":"inside a 200"}}""")]
    public async Task AnswerThatIsNotTheProtocol_Is502(string raw)
    {
        _upstream.Enqueue(new UpstreamScript { RawBody = raw }, new UpstreamScript { RawBody = $"data: {raw}\n\n" });
        foreach (bool stream in new[] { false, true })
        {
            using HttpResponseMessage response = await _gateway.Tenant.ChatAsync(ChatCalls.Body("alpha", stream: stream));
            response.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
            await response.ErrorAsync();
        }
    }

    [Theory]
    [InlineData("upstream_stream_broken", "break")]
    [InlineData("upstream_stream_broken", "no-done")]
    [InlineData("upstream_timeout", "stall")]
    public async Task StreamFailsAfterTheFirstToken_EndsWithAnErrorEventAndIsRecorded(string code, string how)
    {
        _upstream.Enqueue(how switch
        {
            "break" => new UpstreamScript { BreakAfter = 2 },
            "stall" => new UpstreamScript { StallAfter = 2 },
            _ => new UpstreamScript { SendsDone = false },
        });
        using HttpResponseMessage response = await _gateway.Tenant.ChatAsync(ChatCalls.Body("alpha", stream: true));
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        List<string> events = await response.EventsAsync();
        JsonElement.Parse(events[^1]).GetProperty("error").GetProperty("code").GetString().ShouldBe(code);
        events.ShouldNotContain("[DONE]");
        JsonElement outcome = (await _gateway.ReceiptAsync(response.Header("decision-id"))).GetProperty("outcome");
        outcome.GetProperty("status").GetString().ShouldBe("failed");
        outcome.GetProperty("attempts").GetArrayLength().ShouldBe(1, "No other model is asked after the first token.");
        outcome.GetProperty("attempts")[0].GetProperty("error").GetString().ShouldNotBeNull();
        outcome.GetProperty("cost_usd").GetDouble().ShouldBeGreaterThan(0, "Tokens that were sent are paid for.");
    }

    [Fact]
    public async Task UnreachableUpstream_Is502()
    {
        await using FakeUpstream gone = await FakeUpstream.StartAsync();
        await _gateway.AddModelAsync("gone", gone);
        await gone.DisposeAsync();
        using HttpResponseMessage response = await _gateway.Tenant.ChatAsync(ChatCalls.Body("gone"));
        response.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        (await response.ErrorAsync()).GetProperty("code").GetString().ShouldBe("upstream_unreachable");
    }

    [Fact]
    public async Task ModelWhoseKeyIsNotInTheEnvironment_Is502AndSaysWhich()
    {
        await _gateway.AddModelAsync("keyless", _upstream, new { api_key_variable = "ORLEANS_ROUTER_TEST_NOT_SET" });
        using HttpResponseMessage response = await _gateway.Tenant.ChatAsync(ChatCalls.Body("keyless"));
        response.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        (await response.ErrorAsync()).GetProperty("code").GetString().ShouldBe("upstream_not_configured");
        _upstream.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task ModelWithoutPrice_IsRefusedNeverFree()
    {
        await _gateway.AddModelAsync("unpriced", _upstream, new { output_usd_per_million_tokens = (double?)null });
        using HttpResponseMessage response = await _gateway.Tenant.ChatAsync(ChatCalls.Body("unpriced"));
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.ErrorAsync()).GetProperty("message").GetString()!.ShouldContain("has no price");
        _upstream.Requests.ShouldBeEmpty();
    }
}
