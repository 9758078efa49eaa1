using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using OrleansRouter.Gateway.Tests.Harness;
using OrleansRouter.Routing.Policies;

namespace OrleansRouter.Gateway.Tests.Admin;

public sealed class ModelAndPolicyAdminTests(RoutedFixture fixture) : IClassFixture<RoutedFixture>
{
    private readonly TestGateway _gateway = fixture.Gateway;

    [Fact]
    public async Task ModelIdWithSlashes_WorksEverywhere()
    {
        await _gateway.AddModelAsync("vendor/model-1:free", fixture.Upstream);
        foreach (string path in new[] { "vendor/model-1:free", "vendor%2Fmodel-1%3Afree" })
        {
            (await _gateway.Operator.GetFromJsonAsync<JsonElement>($"/admin/v1/models/{path}")).GetProperty("id").GetString().ShouldBe("vendor/model-1:free");
            (await _gateway.Tenant.GetFromJsonAsync<JsonElement>($"/v1/models/{path}")).GetProperty("id").GetString().ShouldBe("vendor/model-1:free");
        }

        using HttpResponseMessage response = await _gateway.Tenant.ChatAsync(ChatCalls.Body("vendor/model-1:free"));
        (await response.JsonAsync()).GetProperty("model").GetString().ShouldBe("vendor/model-1:free");
    }

    [Fact]
    public async Task ModelWithAProblem_IsShownWithIt()
    {
        await _gateway.AddModelAsync("unpriced", fixture.Upstream, new { input_usd_per_million_tokens = (double?)null });
        JsonElement model = await _gateway.Operator.GetFromJsonAsync<JsonElement>("/admin/v1/models/unpriced");
        model.GetProperty("problem").GetString()!.ShouldContain("has no price");
    }

    [Fact]
    public async Task PriceChange_HoldsForTheNextRequest_AndMeasuredCostsAreKept()
    {
        await _gateway.AddModelAsync("repriced", fixture.Upstream);
        using HttpResponseMessage before = await _gateway.Tenant.ChatAsync(ChatCalls.Body("repriced"));
        await _gateway.AddModelAsync("repriced", fixture.Upstream, new { input_usd_per_million_tokens = 100.0 });
        using HttpResponseMessage after = await _gateway.Tenant.ChatAsync(ChatCalls.Body("repriced"));
        (before.Header("cost-usd"), after.Header("cost-usd")).ShouldBe(("0.000023", "0.001112"));
        JsonElement cost = default;
        for (int i = 0; i < 200 && (cost.ValueKind == default || cost.GetProperty("count").GetInt64() < 2); i++)
        {
            await Task.Delay(20);
            cost = (await _gateway.Operator.GetFromJsonAsync<JsonElement>("/admin/v1/models/repriced")).GetProperty("statistics").GetProperty("cost_usd");
        }

        cost.GetProperty("mean").GetDouble().ShouldBe((0.000023 + 0.001112) / 2, 1e-12);
    }

    [Fact]
    public async Task DisabledModel_IsNeitherListedNorChosen()
    {
        await _gateway.AddModelAsync("off", fixture.Upstream, new { enabled = false });
        using HttpResponseMessage response = await _gateway.Tenant.ChatAsync(ChatCalls.Body("off"));
        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Import_StoresOnce_ShowsTheSummary_AndRefusesOtherContentUnderTheSameId()
    {
        Policy policy = TestPolicies.BestFixed(("gold", 0.9, 0.01), ("silver", 0.8, 0.001));
        await _gateway.ImportAsync(policy, "imported");
        await _gateway.ImportAsync(policy, "imported");
        JsonElement shown = await _gateway.Operator.GetFromJsonAsync<JsonElement>("/admin/v1/policies/imported");
        shown.GetProperty("content_hash").GetString().ShouldBe(policy.ContentHash);
        shown.GetProperty("summary").GetProperty("best_fixed_model_id").GetString().ShouldBe("gold");
        using var other = new ByteArrayContent(PolicyFile.ToBytes(TestPolicies.BestFixed(("gold", 0.5, 0.01))));
        using HttpResponseMessage refused = await _gateway.Operator.PostAsync("/admin/v1/policies?id=imported", other);
        refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Import_DamagedFile_Is400AndSaysWhatIsWrong()
    {
        byte[] file = PolicyFile.ToBytes(TestPolicies.BestFixed(("gold", 0.9, 0.01)));
        file[^1] ^= 1;
        using HttpResponseMessage refused = await _gateway.Operator.PostAsync("/admin/v1/policies", new ByteArrayContent(file));
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        JsonElement error = await refused.ErrorAsync();
        error.GetProperty("code").GetString().ShouldBe("invalid_policy");
        error.GetProperty("message").GetString()!.ShouldContain("damaged or truncated");
    }

    [Fact]
    public async Task DefaultPolicy_IsPromotedAndRolledBack()
    {
        await _gateway.ServeAsync(TestPolicies.BestFixed(("bronze", 0.9, 0.01)), "bronze-only");
        using HttpResponseMessage promoted = await _gateway.Tenant.ChatAsync(ChatCalls.Body("auto"));
        promoted.Header("model").ShouldBe("bronze");
        using HttpResponseMessage rolledBack = await _gateway.Operator.PostAsync("/admin/v1/default-policy/rollback", null);
        (await rolledBack.JsonAsync()).GetProperty("policy_id").GetString().ShouldBe("three");
        using HttpResponseMessage after = await _gateway.Tenant.ChatAsync(ChatCalls.Body("auto"));
        after.Header("model").ShouldBe("gold");
    }
}
