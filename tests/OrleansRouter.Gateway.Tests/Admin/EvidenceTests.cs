using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using OrleansRouter.Gateway.Tests.Harness;
using OrleansRouter.Routing.Evidence;

namespace OrleansRouter.Gateway.Tests.Admin;

public sealed class EvidenceTests(RoutedFixture fixture) : IClassFixture<RoutedFixture>
{
    private readonly TestGateway _gateway = fixture.Gateway;

    [Fact]
    public async Task Report_OfATenantThatExplores_HasAllEstimatesAndTheReasonsOfWhatWasSkipped()
    {
        (string tenant, HttpClient client) = await AddExplorerAsync();
        await DecideAndRateAsync(client, 30);
        await client.PostAsJsonAsync("/routing/v1/decide", new { prompt = "not rated" }).OkAsync();
        await _gateway.ImportAsync(TestPolicies.BestFixed(("gold", 0.1, 0.01), ("silver", 0.9, 0.001), ("bronze", 0.3, 0.0001)), "silver-first");

        JsonElement report = await ReportAsync(_gateway.Operator, $"policies/silver-first/report?tenant={tenant}&clip=20&confidence=0.9");

        report.GetProperty("policy_id").GetString().ShouldBe("silver-first");
        report.GetProperty("decisions").GetInt64().ShouldBe(31);
        JsonElement skipped = report.GetProperty("skipped").EnumerateArray().Single();
        (skipped.GetProperty("reason").GetString(), skipped.GetProperty("count").GetInt64()).ShouldBe(("no_score", 1));
        JsonElement estimates = report.GetProperty("estimates");
        estimates.GetProperty("rows").GetInt64().ShouldBe(30);
        foreach (string estimator in new[] { "inverse_propensity", "self_normalized", "doubly_robust" })
        {
            JsonElement estimate = estimates.GetProperty(estimator);
            estimate.GetProperty("low").GetDouble().ShouldBeLessThanOrEqualTo(estimate.GetProperty("high").GetDouble());
            estimate.GetProperty("gain").GetProperty("value").GetDouble().ShouldBeInRange(-1, 1);
        }

        JsonElement own = await ReportAsync(_gateway.Operator, $"policies/three/report?tenant={tenant}");
        own.GetProperty("estimates").GetProperty("effective_sample_size").GetDouble().ShouldBe(30, 1e-6);
    }

    [Fact]
    public async Task Report_OfAnAdministrator_SeesItsTenantOnly()
    {
        (string tenant, HttpClient client) = await AddExplorerAsync();
        await DecideAndRateAsync(client, 5);
        (_, HttpClient other) = await AddExplorerAsync();
        await DecideAndRateAsync(other, 3);
        (_, string key) = await _gateway.AddKeyAsync(new { tenant_id = tenant, scope = "tenant_admin" });
        using HttpClient admin = _gateway.Client(key);

        (await ReportAsync(admin, "policies/three/report")).GetProperty("decisions").GetInt64().ShouldBe(5);
        (await admin.GetAsync("/admin/v1/policies/three/report?tenant=default")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await admin.GetAsync("/admin/v1/decisions/export?tenant=default")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await ReportAsync(_gateway.Operator, "policies/three/report")).GetProperty("decisions").GetInt64().ShouldBeGreaterThanOrEqualTo(8);
    }

    [Fact]
    public async Task Report_OutOfRangeOrUnknown_IsRefusedWithTheReason()
    {
        foreach ((string path, HttpStatusCode status, string message) in new[]
        {
            ("policies/none/report", HttpStatusCode.NotFound, "No policy 'none'"),
            ("policies/three/report?tenant=none", HttpStatusCode.NotFound, "No tenant 'none'"),
            ("policies/three/report?clip=0.5", HttpStatusCode.BadRequest, "MaxWeight"),
            ("policies/three/report?quality_weight=0", HttpStatusCode.BadRequest, "both 0"),
            ("policies/three/report?since=yesterday", HttpStatusCode.BadRequest, "ince"),
        })
        {
            using HttpResponseMessage refused = await _gateway.Operator.GetAsync("/admin/v1/" + path);
            refused.StatusCode.ShouldBe(status, path);
            (await refused.ErrorAsync()).GetProperty("message").GetString()!.ShouldContain(message);
        }
    }

    [Fact]
    public async Task Export_HoldsWhatWasDecidedAndScored_AndNoPrompts()
    {
        (string tenant, HttpClient client) = await AddExplorerAsync();
        await DecideAndRateAsync(client, 4);
        DateTimeOffset middle = DateTimeOffset.UtcNow;
        await client.PostAsJsonAsync("/routing/v1/decide", new { prompt = "a secret" }).OkAsync();
        string file = Path.GetTempFileName();
        try
        {
            string text = await _gateway.Operator.GetStringAsync($"/admin/v1/decisions/export?tenant={tenant}");
            await File.WriteAllTextAsync(file, text);
            LoggedChoice[] log = [.. ChoiceLogFile.Read(file, default)];
            log.Select(c => c.Score is null).ShouldBe([false, false, false, false, true]);
            log.ShouldAllBe(c => c.Receipt!.EncoderHash != null && c.TenantId == tenant && c.Origin == LoggedChoice.ByPolicy);
            text.ShouldNotContain("secret");

            string late = await _gateway.Operator.GetStringAsync($"/admin/v1/decisions/export?tenant={tenant}&since={Uri.EscapeDataString(middle.ToString("O"))}");
            late.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(1);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private async Task<(string Id, HttpClient Client)> AddExplorerAsync()
    {
        (string id, HttpClient client) = await _gateway.AddTenantAsync();
        await _gateway.Operator.PatchAsJsonAsync($"/admin/v1/tenants/{id}", new { exploration_floor = 0.2 }).OkAsync();
        return (id, client);
    }

    private static async Task DecideAndRateAsync(HttpClient client, int count)
    {
        for (int i = 0; i < count; i++)
        {
            JsonElement decided = await client.PostAsJsonAsync("/routing/v1/decide", new { prompt = $"question {i}" }).OkAsync();
            object rating = new { decision_id = decided.GetProperty("decision_id").GetString(), score = i % 3 / 2.0 };
            await client.PostAsJsonAsync("/v1/feedback", rating).OkAsync();
        }
    }

    private static async Task<JsonElement> ReportAsync(HttpClient client, string path) => await client.GetAsync("/admin/v1/" + path).OkAsync();
}
