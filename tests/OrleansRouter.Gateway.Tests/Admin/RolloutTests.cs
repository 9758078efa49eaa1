using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using OrleansRouter.Gateway.Tests.Harness;

namespace OrleansRouter.Gateway.Tests.Admin;

/// <summary>'three' takes gold; the candidate takes silver.</summary>
public sealed class RolloutTests : IAsyncLifetime
{
    private readonly RoutedFixture _fixture = new();

    private TestGateway Gateway => _fixture.Gateway;

    public async Task InitializeAsync()
    {
        await _fixture.InitializeAsync();
        await Gateway.ImportAsync(TestPolicies.BestFixed(("gold", 0.1, 0.01), ("silver", 0.9, 0.001)), "silver-first");
        await Gateway.Operator.PatchAsJsonAsync("/admin/v1/tenants/default", new { preference = new { cost_weight = 0.0 } }).OkAsync();
    }

    public async Task DisposeAsync() => await _fixture.DisposeAsync();

    [Fact]
    public async Task Shadow_IsRecordedAndNeverServed()
    {
        await StartAsync(new { policy_id = "silver-first" });
        for (int i = 0; i < 10; i++)
        {
            (JsonElement decided, JsonElement rollout) = await DecideAsync();
            (decided.GetProperty("model").GetString(), decided.GetProperty("propensity").GetDouble()).ShouldBe(("gold", 1));
            rollout.GetProperty("candidateModelId").GetString().ShouldBe("silver");
            rollout.GetProperty("candidateShare").GetDouble().ShouldBe(0);
        }
    }

    [Fact]
    public async Task Canary_ServesItsShareWithTheMixturesPropensity_AndReceiptsVerify()
    {
        await StartAsync(new { policy_id = "silver-first", shadow = false, canary_share = 0.25 });
        int silver = 0;
        for (int i = 0; i < 200; i++)
        {
            (JsonElement decided, _) = await DecideAsync();
            bool isSilver = decided.GetProperty("model").GetString() == "silver";
            decided.GetProperty("propensity").GetDouble().ShouldBe(isSilver ? 0.25 : 0.75, 1e-12);
            decided.GetProperty("policy").GetString().ShouldBe(isSilver ? "silver-first" : "three");
            silver += isSilver ? 1 : 0;
        }

        // Binomial: 50 expected, four standard deviations are 24.5.
        silver.ShouldBeInRange(25, 75);
        using HttpResponseMessage named = await Gateway.Tenant.PostAsJsonAsync("/routing/v1/decide", new { prompt = "x", model = "auto:three" });
        (await named.JsonAsync()).GetProperty("propensity").GetDouble().ShouldBe(1);
    }

    [Fact]
    public async Task BetterCandidate_IsPromotedByItself_AndTheAuditLogSaysWhy()
    {
        await StartAsync(new { policy_id = "silver-first", shadow = false, canary_share = 0.5, min_samples = 20, watch_samples = 20, holdback_share = 0.5 });
        await RateUntilAsync("completed", scoreOfSilver: 1, scoreOfGold: 0);
        (await TenantPolicyAsync()).ShouldBe("silver-first");

        JsonElement audit = await Gateway.Operator.GetAsync("/admin/v1/audit?tenant=default&limit=1000").OkAsync();
        JsonElement[] steps = [.. audit.GetProperty("data").EnumerateArray().Where(e => e.GetProperty("action").GetString()!.StartsWith("rollout."))];
        steps.Select(s => s.GetProperty("action").GetString()).ShouldBe(["rollout.start", "rollout.watch", "rollout.completed"]);
        steps[0].GetProperty("actor").GetString().ShouldNotBe("rollout");
        steps[1].GetProperty("details").GetProperty("evidence").GetProperty("lower").GetDouble().ShouldBeGreaterThan(0);
        (await Gateway.Operator.GetStringAsync("/metrics")).ShouldContain("orleans_router_scores_total");
    }

    [Fact]
    public async Task WorseCandidate_IsTakenBackByItself()
    {
        await StartAsync(new { policy_id = "silver-first", shadow = false, canary_share = 0.5, min_samples = 20 });
        await RateUntilAsync("rolled_back", scoreOfSilver: 0, scoreOfGold: 1);
        (await TenantPolicyAsync()).ShouldBeNull();
        (await DecideAsync()).Rollout.ValueKind.ShouldBe(JsonValueKind.Undefined);
    }

    [Fact]
    public async Task Endpoints_RefuseWhatIsWrong_AndOthersTenants()
    {
        (string other, _) = await Gateway.AddTenantAsync();
        (_, string key) = await Gateway.AddKeyAsync(new { tenant_id = other, scope = "tenant_admin" });
        using HttpClient admin = Gateway.Client(key);
        (await admin.GetAsync("/admin/v1/tenants/default/rollout")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await admin.PostAsJsonAsync("/admin/v1/tenants/default/rollout", new { policy_id = "silver-first" })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await admin.GetAsync("/admin/v1/audit?tenant=default")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await admin.GetAsync($"/admin/v1/tenants/{other}/rollout")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await admin.PostAsync($"/admin/v1/tenants/{other}/rollout/advance", null)).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await admin.PostAsJsonAsync($"/admin/v1/tenants/{other}/rollout", new { policy_id = "none" })).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await admin.PostAsJsonAsync($"/admin/v1/tenants/{other}/rollout", new { policy_id = "three" })).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        using HttpResponseMessage refused = await admin.PostAsJsonAsync($"/admin/v1/tenants/{other}/rollout", new { policy_id = "silver-first", canary_share = 1.5 });
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await refused.ErrorAsync()).GetProperty("message").GetString()!.ShouldContain("CanaryShare");
        JsonElement own = await admin.GetAsync("/admin/v1/audit").OkAsync();
        own.GetProperty("data").EnumerateArray().ShouldAllBe(e => e.GetProperty("tenant").GetString() == other);
    }

    [Fact]
    public async Task AdministrativeChanges_AreAudited_WithWhoAndWhat_AndRefusalsAreNot()
    {
        await Gateway.Operator.PutAsJsonAsync("/admin/v1/tenants/default/policy", new { policy_id = "silver-first" }).OkAsync();
        (await Gateway.Operator.PutAsJsonAsync("/admin/v1/tenants/default/policy", new { policy_id = "none" })).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        JsonElement audit = await Gateway.Operator.GetAsync("/admin/v1/audit?tenant=default&limit=1000").OkAsync();
        JsonElement last = audit.GetProperty("data").EnumerateArray().Last();
        last.GetProperty("action").GetString().ShouldBe("PUT /admin/v1/tenants/{id}/policy");
        last.GetProperty("actor").GetString().ShouldBe(Gateway.Report.OperatorKey!.Split('-')[1]);
        last.GetProperty("details").GetProperty("policy_id").GetString().ShouldBe("silver-first");
    }

    private async Task StartAsync(object creation) =>
        await Gateway.Operator.PostAsJsonAsync("/admin/v1/tenants/default/rollout", creation).OkAsync();

    private async Task<(JsonElement Decided, JsonElement Rollout)> DecideAsync()
    {
        JsonElement decided = await Gateway.Tenant.PostAsJsonAsync("/routing/v1/decide", new { prompt = "hello" }).OkAsync();
        JsonElement receipt = await Gateway.Tenant.GetFromJsonAsync<JsonElement>($"/routing/v1/decisions/{decided.GetProperty("decision_id").GetString()}?verify=true");
        receipt.GetProperty("verification").GetProperty("matches").GetBoolean().ShouldBeTrue(receipt.GetProperty("verification").ToString());
        return (decided, receipt.GetProperty("receipt").TryGetProperty("rollout", out JsonElement rollout) ? rollout : default);
    }

    /// <summary>Rates decisions until the rollout is where it has to end up.</summary>
    private async Task RateUntilAsync(string stage, double scoreOfSilver, double scoreOfGold)
    {
        DateTime deadline = DateTime.UtcNow.AddSeconds(60);
        while ((await Gateway.Operator.GetAsync("/admin/v1/tenants/default/rollout").OkAsync()).GetProperty("stage").GetString() != stage)
        {
            DateTime.UtcNow.ShouldBeLessThan(deadline, $"The rollout did not reach '{stage}' within a minute.");
            for (int i = 0; i < 20; i++)
            {
                JsonElement decided = await Gateway.Tenant.PostAsJsonAsync("/routing/v1/decide", new { prompt = $"q{i}" }).OkAsync();
                double score = decided.GetProperty("model").GetString() == "silver" ? scoreOfSilver : scoreOfGold;
                await Gateway.Tenant.PostAsJsonAsync("/v1/feedback", new { decision_id = decided.GetProperty("decision_id").GetString(), score }).OkAsync();
            }
        }
    }

    private async Task<string?> TenantPolicyAsync() =>
        (await Gateway.Operator.GetAsync("/admin/v1/tenants/default").OkAsync()).GetProperty("policy_id").GetString();
}
