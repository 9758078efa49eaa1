using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using OrleansRouter.Gateway.Tests.Harness;

namespace OrleansRouter.Gateway.Tests.Keys;

public sealed class AccessTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    private readonly TestGateway _gateway = fixture.Gateway;

    [Theory]
    [InlineData(null, "missing_api_key")]
    [InlineData("or-0123456789abcdef-00", "invalid_api_key")]
    [InlineData("sk-something", "invalid_api_key")]
    [InlineData("", "invalid_api_key")]
    public async Task WithoutAValidKey_Is401(string? key, string code)
    {
        using HttpClient client = _gateway.Client(key: null);
        if (key is not null)
        {
            client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", $"Bearer {key}");
        }

        using HttpResponseMessage response = await client.GetAsync("/v1/models");
        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await response.ErrorAsync()).GetProperty("code").GetString().ShouldBe(code);
    }

    [Fact]
    public async Task RightIdWithAnotherSecret_Is401()
    {
        using HttpClient client = _gateway.Client(_gateway.Report.TenantKey![..^1] + "x");
        (await client.GetAsync("/v1/models")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task EveryAdminEndpoint_RefusesATenantsKey()
    {
        foreach ((string method, string path) in await EndpointsAsync("/admin/"))
        {
            using var request = new HttpRequestMessage(HttpMethod.Parse(method), path) { Content = JsonContent.Create(new { }) };
            using HttpResponseMessage response = await _gateway.Tenant.SendAsync(request);
            response.StatusCode.ShouldBe(HttpStatusCode.Forbidden, $"{method} {path}");
            await response.ErrorAsync();
        }
    }

    [Fact]
    public async Task EveryEndpointButHealth_AsksForAKey()
    {
        using HttpClient anonymous = _gateway.Client(key: null);
        foreach ((string method, string path) in await EndpointsAsync("/"))
        {
            using var request = new HttpRequestMessage(HttpMethod.Parse(method), path) { Content = JsonContent.Create(new { }) };
            HttpStatusCode status = (await anonymous.SendAsync(request)).StatusCode;
            bool isOpen = path is "/healthz" or "/readyz" or "/metrics";
            (status == HttpStatusCode.Unauthorized).ShouldBe(!isOpen, $"{method} {path} answered {status}");
        }
    }

    [Fact]
    public async Task TenantsOwnAdministrator_ReachesItsTenantOnly()
    {
        (string other, _) = await _gateway.AddTenantAsync();
        (string own, _) = await _gateway.AddTenantAsync();
        using HttpClient admin = _gateway.Client(await CreateKeyAsync(own, "tenant_admin"));
        (await admin.PatchAsJsonAsync($"/admin/v1/tenants/{own}", new { display_name = "Mine" })).StatusCode.ShouldBe(HttpStatusCode.OK);
        foreach (string path in new[] { other, "no-such-tenant" })
        {
            (await admin.GetAsync($"/admin/v1/tenants/{path}")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
            (await admin.PatchAsJsonAsync($"/admin/v1/tenants/{path}", new { display_name = "Mine" })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
            (await admin.PutAsJsonAsync($"/admin/v1/tenants/{path}/policy", new { policy_id = "x" })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
            (await admin.PostAsJsonAsync("/admin/v1/keys", new { tenant_id = path })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        }

        (await admin.PatchAsJsonAsync($"/admin/v1/tenants/{own}", new { enabled = false })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await admin.PostAsJsonAsync("/admin/v1/keys", new { scope = "operator" })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await admin.GetAsync("/admin/v1/models")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        JsonElement keys = await admin.GetFromJsonAsync<JsonElement>("/admin/v1/keys");
        keys.GetProperty("data").EnumerateArray().ShouldAllBe(k => k.GetProperty("tenant_id").GetString() == own);
    }

    [Fact]
    public async Task Learning_IsTheTenantsOwn_AndThatOfAllTenantsTheOperators()
    {
        (string own, _) = await _gateway.AddTenantAsync();
        (string other, _) = await _gateway.AddTenantAsync();
        using HttpClient admin = _gateway.Client(await CreateKeyAsync(own, "tenant_admin"));
        using HttpClient user = _gateway.Client(await CreateKeyAsync(own, "tenant_use"));
        using HttpClient anonymous = _gateway.Client(key: null);
        string mine = $"/admin/v1/tenants/{own}/learning", theirs = $"/admin/v1/tenants/{other}/learning";
        const string all = "/admin/v1/learning";
        (HttpClient Client, string Path, HttpStatusCode Expected)[] rules =
        [
            (admin, mine, HttpStatusCode.OK), (admin, theirs, HttpStatusCode.Forbidden), (admin, all, HttpStatusCode.Forbidden),
            (admin, "/admin/v1/tenants/no-such-tenant/learning", HttpStatusCode.Forbidden), (admin, "/admin/v1/tenants/*/learning", HttpStatusCode.Forbidden),
            (user, mine, HttpStatusCode.Forbidden), (user, theirs, HttpStatusCode.Forbidden), (user, all, HttpStatusCode.Forbidden),
            (anonymous, mine, HttpStatusCode.Unauthorized), (anonymous, theirs, HttpStatusCode.Unauthorized), (anonymous, all, HttpStatusCode.Unauthorized),
            (_gateway.Operator, mine, HttpStatusCode.OK), (_gateway.Operator, theirs, HttpStatusCode.OK), (_gateway.Operator, all, HttpStatusCode.OK),
            (_gateway.Operator, "/admin/v1/tenants/no-such-tenant/learning", HttpStatusCode.NotFound), (_gateway.Operator, "/admin/v1/tenants/*/learning", HttpStatusCode.NotFound),
        ];

        foreach ((HttpClient client, string path, HttpStatusCode expected) in rules)
        {
            (await client.GetAsync(path)).StatusCode.ShouldBe(expected, $"GET {path}");
            (await client.PatchAsJsonAsync(path, new { forgetting = 0.9 })).StatusCode.ShouldBe(expected, $"PATCH {path}");
        }

        JsonElement policies = await admin.GetFromJsonAsync<JsonElement>("/admin/v1/policies");
        policies.GetProperty("learning").EnumerateArray().ShouldAllBe(line => line.GetProperty("tenant").GetString() == own);
        JsonElement refused = await (await admin.PatchAsJsonAsync(mine, new { versions_kept = 1 })).ErrorAsync();
        refused.GetProperty("message").GetString()!.ShouldContain("VersionsKept");
    }

    [Fact]
    public async Task DecisionOfAnotherTenant_IsNotFound_AndTakesNoFeedback()
    {
        using HttpResponseMessage response = await _gateway.Tenant.ChatAsync(ChatCalls.Body("alpha"));
        string decision = response.Header("decision-id");
        using HttpClient other = _gateway.Client(await CreateKeyAsync((await _gateway.AddTenantAsync()).Id, "tenant_use"));
        (await other.GetAsync($"/routing/v1/decisions/{decision}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await other.PostAsJsonAsync("/v1/feedback", new { decision_id = decision, score = 0 })).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await _gateway.ReceiptAsync(decision)).GetProperty("feedback").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task RevokedKey_IsRefusedAtOnce_AndStaysListedWithoutItsSecret()
    {
        string key = await CreateKeyAsync("default", "tenant_use");
        using HttpClient client = _gateway.Client(key);
        (await client.GetAsync("/v1/models")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await _gateway.Operator.DeleteAsync($"/admin/v1/keys/{key.Split('-')[1]}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await client.GetAsync("/v1/models")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        string list = await _gateway.Operator.GetStringAsync("/admin/v1/keys?limit=1000");
        list.ShouldContain(key.Split('-')[1]);
        list.ShouldNotContain("hash");
        list.ShouldNotContain(key.Split('-')[2]);
    }

    [Fact]
    public async Task ExpiredKey_IsRefused()
    {
        string key = await CreateKeyAsync("default", "tenant_use", DateTimeOffset.UtcNow.AddMilliseconds(300));
        using HttpClient client = _gateway.Client(key);
        await Task.Delay(400);
        using HttpResponseMessage response = await client.GetAsync("/v1/models");
        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await response.ErrorAsync()).GetProperty("message").GetString()!.ShouldContain("expired");
    }

    [Fact]
    public async Task DisabledTenant_IsNotServed()
    {
        (string tenant, _) = await _gateway.AddTenantAsync();
        using HttpClient client = _gateway.Client(await CreateKeyAsync(tenant, "tenant_use"));
        (await client.GetAsync("/v1/models")).StatusCode.ShouldBe(HttpStatusCode.OK);
        await _gateway.Operator.PatchAsJsonAsync($"/admin/v1/tenants/{tenant}", new { enabled = false });
        (await client.GetAsync("/v1/models")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task OperatorsKey_SendsNoRequests() =>
        (await _gateway.Operator.ChatAsync(ChatCalls.Body("alpha"))).StatusCode.ShouldBe(HttpStatusCode.Forbidden);

    /// <summary>Every endpoint of the OpenAPI document below a prefix, with its parameters filled in.</summary>
    private async Task<List<(string Method, string Path)>> EndpointsAsync(string prefix)
    {
        JsonElement document = await _gateway.Operator.GetFromJsonAsync<JsonElement>("/openapi/v1.json");
        List<(string, string)> endpoints =
        [
            .. from path in document.GetProperty("paths").EnumerateObject()
               where path.Name.StartsWith(prefix, StringComparison.Ordinal)
               from method in path.Value.EnumerateObject()
               select (method.Name.ToUpperInvariant(), path.Name.Replace("{id}", "default")),
        ];
        endpoints.Count.ShouldBeGreaterThan(10);
        return endpoints;
    }

    private async Task<string> CreateKeyAsync(string tenant, string scope, DateTimeOffset? expiresAt = null) =>
        (await _gateway.AddKeyAsync(new { tenant_id = tenant, scope, label = "test", expires_at = expiresAt })).Key;
}
