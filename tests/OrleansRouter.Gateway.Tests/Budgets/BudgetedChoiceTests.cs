using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using OrleansRouter.Gateway.Tests.Harness;

namespace OrleansRouter.Gateway.Tests.Budgets;

/// <summary>What a budget leaves of the candidates: gold costs 10 and 40 USD per million tokens, silver 1 and 4, bronze 0.1 and 0.4.</summary>
public sealed class BudgetedChoiceTests(RoutedFixture fixture) : IClassFixture<RoutedFixture>
{
    private readonly TestGateway _gateway = fixture.Gateway;

    [Fact]
    public async Task ModelThatMayCostMoreThanIsLeft_IsNoCandidate_AndTheReceiptSaysSo()
    {
        // 100 tokens of gold may cost 4,000 millionths and more, of silver about 500.
        (string id, _) = await _gateway.AddTenantAsync(budget: new { daily_usd = 0.001 });
        (_, string key) = await _gateway.AddKeyAsync(new { tenant_id = id });
        using HttpClient client = _gateway.Client(key);

        using HttpResponseMessage response = await client.ChatAsync(
            new { model = "auto", max_tokens = 100, messages = new[] { new { role = "user", content = "hi" } } });

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Header("model").ShouldBe("silver");
        JsonElement receipt = await client.GetFromJsonAsync<JsonElement>($"/routing/v1/decisions/{response.Header("decision-id")}?verify=true");
        receipt.GetProperty("propensity").GetDouble().ShouldBe(1);
        receipt.GetProperty("verification").GetProperty("matches").GetBoolean().ShouldBeTrue();
        receipt.GetProperty("receipt").GetRawText().ShouldNotContain("gold");
    }

    [Fact]
    public async Task NamedModelThatMayCostMoreThanIsLeft_IsRefused()
    {
        (_, HttpClient client) = await _gateway.AddTenantAsync(budget: new { daily_usd = 0.001 });
        using HttpResponseMessage response = await client.ChatAsync(
            new { model = "gold", max_tokens = 100, messages = new[] { new { role = "user", content = "hi" } } });
        response.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        (await response.ErrorAsync()).GetProperty("code").GetString().ShouldBe("insufficient_quota");
    }

    [Fact]
    public async Task TenantsAndKeysBudget_BothHold()
    {
        (string id, _) = await _gateway.AddTenantAsync(budget: new { daily_usd = 1 });
        (_, string key) = await _gateway.AddKeyAsync(new { tenant_id = id, budget = new { daily_usd = 0.0001 } });
        using HttpClient client = _gateway.Client(key);

        using HttpResponseMessage response = await client.ChatAsync(
            new { model = "auto", max_tokens = 10, messages = new[] { new { role = "user", content = "hi" } } });

        response.Header("model").ShouldBe("bronze");
        response.Header("cost-usd").ShouldBe("0.000003");
        await _gateway.ReceiptAsync(response.Header("decision-id"), client);
        JsonElement day = (await _gateway.Operator.GetFromJsonAsync<JsonElement>($"/admin/v1/tenants/{id}/budget")).GetProperty("day");
        day.GetProperty("spent_usd").GetDecimal().ShouldBe(0.000003m);
    }
}
