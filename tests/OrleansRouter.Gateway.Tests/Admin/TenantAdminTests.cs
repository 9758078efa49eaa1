using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using OrleansRouter.Gateway.Tests.Harness;

namespace OrleansRouter.Gateway.Tests.Admin;

/// <summary>Settings of tenants, and that requests follow them at once.</summary>
public sealed class TenantAdminTests(RoutedFixture fixture) : IClassFixture<RoutedFixture>
{
    private readonly TestGateway _gateway = fixture.Gateway;

    [Fact]
    public async Task Patch_ChangesWhatIsGivenAndNothingElse()
    {
        (string id, _) = await _gateway.AddTenantAsync();
        JsonElement tenant = await _gateway.Operator.PatchAsJsonAsync(
            $"/admin/v1/tenants/{id}", new { exploration_floor = 0.25, preference = new { cost_weight = 0.5 } }).OkAsync();
        tenant.GetProperty("exploration_floor").GetDouble().ShouldBe(0.25);
        tenant.GetProperty("preference").GetProperty("cost_weight").GetDouble().ShouldBe(0.5);
        tenant.GetProperty("preference").GetProperty("risk_aversion").GetDouble().ShouldBe(0.2);
        tenant.GetProperty("revision").GetInt64().ShouldBe(2);
        tenant = await _gateway.Operator.PutAsJsonAsync($"/admin/v1/tenants/{id}/preference", new { risk_aversion = 0 }).OkAsync();
        tenant.GetProperty("preference").GetProperty("cost_weight").GetDouble().ShouldBe(0.5);
        JsonElement listed = await _gateway.Operator.GetFromJsonAsync<JsonElement>("/admin/v1/tenants?limit=1000");
        listed.GetProperty("data").EnumerateArray().ShouldContain(t => t.GetProperty("id").GetString() == id);
    }

    [Fact]
    public async Task Settings_HoldForTheNextRequest()
    {
        (string id, HttpClient client) = await _gateway.AddTenantAsync();
        (await ModelAsync(client)).ShouldBe("gold");
        await _gateway.Operator.PutAsJsonAsync($"/admin/v1/tenants/{id}/preference", new { cost_weight = 1 }).OkAsync();
        (await ModelAsync(client)).ShouldBe("silver");
        await _gateway.Operator.PatchAsync($"/admin/v1/tenants/{id}", Json("""{"allowed_models":["bronze"]}""")).OkAsync();
        (await ModelAsync(client)).ShouldBe("bronze");
        (await client.GetFromJsonAsync<JsonElement>("/v1/models")).GetProperty("data").EnumerateArray()
            .Select(m => m.GetProperty("id").GetString()).ShouldBe(["auto", "bronze"]);
        using HttpResponseMessage refused = await client.ChatAsync(ChatCalls.Body("gold"));
        refused.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task ExplorationFloor_GivesEveryCandidateItsShare_AndTheLogTheExactPropensity()
    {
        (string id, HttpClient client) = await _gateway.AddTenantAsync();
        await _gateway.Operator.PatchAsJsonAsync($"/admin/v1/tenants/{id}", new { exploration_floor = 0.25 }).OkAsync();
        var propensities = new Dictionary<string, double> { ["gold"] = 0.5, ["silver"] = 0.25, ["bronze"] = 0.25 };
        var seen = new HashSet<string>();
        for (int i = 0; i < 40; i++)
        {
            using HttpResponseMessage response = await client.PostAsJsonAsync("/routing/v1/decide", new { prompt = "x" });
            JsonElement decision = await response.JsonAsync();
            string model = decision.GetProperty("model").GetString()!;
            decision.GetProperty("propensity").GetDouble().ShouldBe(propensities[model], 1e-12);
            seen.Add(model);
        }

        // Each is missed with probability at most 0.75⁴⁰ ≈ 10⁻⁵.
        seen.ShouldBe(propensities.Keys, ignoreOrder: true);
    }

    [Fact]
    public async Task ExplorationFloorTooLargeForTheCandidates_SaysWhatIsPossible()
    {
        (string id, HttpClient client) = await _gateway.AddTenantAsync();
        await _gateway.Operator.PatchAsJsonAsync($"/admin/v1/tenants/{id}", new { exploration_floor = 0.5 }).OkAsync();
        using HttpResponseMessage response = await client.ChatAsync(ChatCalls.Body("auto"));
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.ErrorAsync()).GetProperty("message").GetString()!.ShouldContain("0.5 × 3 models = 1.5 > 1");
    }

    [Fact]
    public async Task StorePrompts_KeepsThePromptFromThenOn()
    {
        (string id, HttpClient client) = await _gateway.AddTenantAsync();
        await _gateway.Operator.PatchAsJsonAsync($"/admin/v1/tenants/{id}", new { store_prompts = true }).OkAsync();
        using HttpResponseMessage response = await client.PostAsJsonAsync("/routing/v1/decide", new { prompt = "keep me" });
        string decision = (await response.JsonAsync()).GetProperty("decision_id").GetString()!;
        (await client.GetFromJsonAsync<JsonElement>($"/routing/v1/decisions/{decision}")).GetProperty("prompt").GetString().ShouldBe("keep me");
    }

    [Fact]
    public async Task TenantsOwnPolicy_IsPromotedAndRolledBack()
    {
        await _gateway.ImportAsync(TestPolicies.BestFixed(("silver", 0.9, 0.001)), "silver-only");
        (string id, HttpClient client) = await _gateway.AddTenantAsync();
        JsonElement tenant = await _gateway.Operator.PutAsJsonAsync($"/admin/v1/tenants/{id}/policy", new { policy_id = "silver-only" }).OkAsync();
        tenant.GetProperty("policy_id").GetString().ShouldBe("silver-only");
        (await ModelAsync(client)).ShouldBe("silver");
        (await ModelAsync(_gateway.Tenant)).ShouldBe("gold", "Other tenants keep theirs.");
        await _gateway.Operator.PostAsync($"/admin/v1/tenants/{id}/policy/rollback", null).OkAsync();
        (await ModelAsync(client)).ShouldBe("gold");
        using HttpResponseMessage again = await _gateway.Operator.PostAsync($"/admin/v1/tenants/{id}/policy/rollback", null);
        again.StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Theory]
    [InlineData("POST", "tenants", """{"id":"Not An Id"}""", HttpStatusCode.BadRequest)]
    [InlineData("POST", "tenants", """{"id":"default"}""", HttpStatusCode.Conflict)]
    [InlineData("POST", "tenants", """{"display_name":"x"}""", HttpStatusCode.BadRequest)]
    [InlineData("PATCH", "tenants/default", """{"exploration_floor":0.7}""", HttpStatusCode.BadRequest)]
    [InlineData("PATCH", "tenants/default", """{"preference":{"cost_weight":-1}}""", HttpStatusCode.BadRequest)]
    [InlineData("PATCH", "tenants/default", """{"colour":"red"}""", HttpStatusCode.BadRequest)]
    [InlineData("PATCH", "tenants/default", """{"enabled":"yes"}""", HttpStatusCode.BadRequest)]
    [InlineData("PATCH", "tenants/default", "{", HttpStatusCode.BadRequest)]
    [InlineData("PATCH", "tenants/nope", """{"display_name":"x"}""", HttpStatusCode.NotFound)]
    [InlineData("PUT", "tenants/default/policy", """{"policy_id":"nope"}""", HttpStatusCode.NotFound)]
    [InlineData("PUT", "default-policy", """{"policy_id":"nope"}""", HttpStatusCode.NotFound)]
    [InlineData("PUT", "default-policy", """{"policy_id":null}""", HttpStatusCode.BadRequest)]
    [InlineData("PUT", "models/x", """{"provider":"nope"}""", HttpStatusCode.BadRequest)]
    [InlineData("PUT", "models/auto", """{"provider":"openai"}""", HttpStatusCode.BadRequest)]
    [InlineData("PUT", "models/x", """{"provider":"openai","input_usd_per_million_tokens":-1}""", HttpStatusCode.BadRequest)]
    [InlineData("POST", "keys", """{"tenant_id":"nope"}""", HttpStatusCode.NotFound)]
    [InlineData("POST", "keys", """{"scope":"tenant_use"}""", HttpStatusCode.BadRequest)]
    [InlineData("POST", "keys", """{"scope":"root"}""", HttpStatusCode.BadRequest)]
    [InlineData("POST", "keys", """{"tenant_id":"default","expires_at":"2001-01-01T00:00:00Z"}""", HttpStatusCode.BadRequest)]
    [InlineData("DELETE", "keys/nope", "{}", HttpStatusCode.NotFound)]
    [InlineData("GET", "tenants?limit=0", null, HttpStatusCode.BadRequest)]
    [InlineData("GET", "tenants?limit=x", null, HttpStatusCode.BadRequest)]
    [InlineData("GET", "policies/nope", null, HttpStatusCode.NotFound)]
    public async Task WrongRequests_AreAnsweredInOpenAisShape(string method, string path, string? body, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(HttpMethod.Parse(method), $"/admin/v1/{path}") { Content = body is null ? null : Json(body) };
        using HttpResponseMessage response = await _gateway.Operator.SendAsync(request);
        response.StatusCode.ShouldBe(expected, await response.Content.ReadAsStringAsync());
        await response.ErrorAsync();
    }

    private static async Task<string> ModelAsync(HttpClient client)
    {
        using HttpResponseMessage response = await client.ChatAsync(ChatCalls.Body("auto"));
        return response.Header("model");
    }

    private static StringContent Json(string body) => new(body, null, "application/json");
}
