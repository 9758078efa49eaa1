using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using OrleansRouter.Gateway.Tests.Harness;

namespace OrleansRouter.Gateway.Tests.Health;

public sealed partial class OperationsTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    private readonly TestGateway _gateway = fixture.Gateway;

    [Fact]
    public async Task Healthz_Answers() => (await _gateway.Tenant.GetStringAsync("/healthz")).ShouldBe("ok\n");

    [Fact]
    public async Task Readyz_WithoutADefaultPolicy_Is503AndSaysWhatIsMissing()
    {
        using HttpResponseMessage response = await _gateway.Tenant.GetAsync("/readyz");
        response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        JsonElement readiness = await response.JsonAsync();
        readiness.GetProperty("store").GetBoolean().ShouldBeTrue();
        readiness.GetProperty("snapshot").GetBoolean().ShouldBeTrue();
        readiness.GetProperty("default_policy").GetBoolean().ShouldBeFalse();
        readiness.GetProperty("grains").GetBoolean().ShouldBeTrue("there is no silo that could be leaving");
    }

    [Fact]
    public async Task Metrics_ParseAsPrometheusText_AndCountRequests()
    {
        using HttpResponseMessage chat = await _gateway.Tenant.ChatAsync(ChatCalls.Body("alpha"));
        await _gateway.ReceiptAsync(chat.Header("decision-id"));
        using HttpResponseMessage response = await _gateway.Tenant.GetAsync("/metrics");
        response.Content.Headers.ContentType!.ToString().ShouldStartWith("text/plain; version=0.0.4");
        string text = await response.Content.ReadAsStringAsync();
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldAllBe(line => Line().IsMatch(line));
        foreach (string metric in new[]
        {
            "orleans_router_request_duration_seconds_count{route=\"/v1/chat/completions\",status=\"200\"}",
            "orleans_router_attempts_total{model=\"alpha\",outcome=\"Answered\"}",
            "orleans_router_tokens_total{model=\"alpha\",direction=\"output\"}",
            "orleans_router_cost_usd_total{model=\"alpha\"}",
            "orleans_router_answer_duration_seconds_count{model=\"alpha\"}",
        })
        {
            text.ShouldContain(metric);
        }
    }

    [Fact]
    public async Task OpenApi_DescribesEveryEndpointOfTheContract()
    {
        JsonElement document = await _gateway.Tenant.GetFromJsonAsync<JsonElement>("/openapi/v1.json");
        document.GetProperty("openapi").GetString()!.ShouldStartWith("3.");
        string[] paths = [.. document.GetProperty("paths").EnumerateObject().Select(p => p.Name)];
        string[] contract =
        [
            "/v1/chat/completions", "/v1/models", "/v1/models/{id}", "/v1/embeddings", "/routing/v1/decide", "/v1/feedback", "/routing/v1/decisions/{id}",
            "/admin/v1/tenants", "/admin/v1/keys", "/admin/v1/models", "/admin/v1/policies", "/admin/v1/default-policy", "/healthz", "/readyz", "/metrics",
        ];
        contract.Except(paths).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("GET", "/nowhere", HttpStatusCode.NotFound, "unknown_url")]
    [InlineData("DELETE", "/v1/chat/completions", HttpStatusCode.MethodNotAllowed, "method_not_supported")]
    public async Task UnknownAddress_HasOpenAisErrorShape(string method, string path, HttpStatusCode status, string code)
    {
        using HttpResponseMessage response = await _gateway.Tenant.SendAsync(new HttpRequestMessage(HttpMethod.Parse(method), path));
        response.StatusCode.ShouldBe(status);
        (await response.ErrorAsync()).GetProperty("code").GetString().ShouldBe(code);
    }

    [GeneratedRegex("""^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{([a-z]+="([^"\\]|\\.)*",?)+\})? -?([0-9.]+(E[+-][0-9]+)?|\+Inf))$""")]
    private static partial Regex Line();
}
