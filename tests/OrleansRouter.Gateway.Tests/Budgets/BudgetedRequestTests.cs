using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OrleansRouter.Gateway.Budgets;
using OrleansRouter.Gateway.Tests.Harness;
using OrleansRouter.TestKit.Gateway;

namespace OrleansRouter.Gateway.Tests.Budgets;

/// <summary>Budgets of tenants and keys, over HTTP. Model 'alpha' costs 1 and 4 USD per million tokens; its upstream reads 11 and writes 3: 23 millionths.</summary>
public sealed class BudgetedRequestTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    private const decimal CostUsd = 0.000023m;

    private readonly TestGateway _gateway = fixture.Gateway;

    [Fact]
    public async Task Answers_AreChargedToTheMillionth_AndRefusedWhereTheBudgetMayNotReach()
    {
        (string id, HttpClient client) = await _gateway.AddTenantAsync(budget: new { daily_usd = 0.001 });
        int answers = 0;
        HttpResponseMessage response;
        while ((response = await client.ChatAsync(Body(maxTokens: 100))).IsSuccessStatusCode)
        {
            response.Header("cost-usd").ShouldBe("0.000023");
            answers++;
        }

        response.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        JsonElement error = await response.ErrorAsync();
        (error.GetProperty("type").GetString(), error.GetProperty("code").GetString()).ShouldBe(("insufficient_quota", "insufficient_quota"));
        error.GetProperty("message").GetString().ShouldNotBeNull().ShouldMatch(
            $@"^Tenant '{id}': the budget of \$0\.001 for this day has \$0\.000\d+ left, and this request may cost \$0\.0004\d+\. The day ends at \S+T00:00:00\+00:00\.$");
        response.Headers.RetryAfter!.Delta!.Value.ShouldBeGreaterThan(TimeSpan.Zero);
        answers.ShouldBeInRange(20, 26); // as long as 1,000 − 23 n millionths reach for about 480
        await WithinAsync(async () => Usd(await DayAsync(id), "spent") == answers * CostUsd);
        JsonElement day = await DayAsync(id);
        (Usd(day, "spent") + Usd(day, "reserved") + Usd(day, "remaining")).ShouldBe(0.001m);
        JsonElement usage = await _gateway.Operator.GetFromJsonAsync<JsonElement>($"/admin/v1/tenants/{id}/usage");
        (Usd(usage.GetProperty("month"), "spent"), usage.GetProperty("month").GetProperty("requests").GetInt32()).ShouldBe((answers * CostUsd, answers));
    }

    [Fact]
    public async Task ManyAtOnce_NeverSpendMoreThanTheBudget_AndReceiptsAreItsSum()
    {
        (string id, HttpClient client) = await _gateway.AddTenantAsync(budget: new { monthly_usd = 0.003 });

        HttpResponseMessage[] responses = await Task.WhenAll(Enumerable.Range(0, 300).Select(i => client.ChatAsync(Body(maxTokens: 10 + (i % 50)))));

        responses.ShouldAllBe(r => r.StatusCode == HttpStatusCode.OK || r.StatusCode == HttpStatusCode.TooManyRequests);
        int answers = responses.Count(r => r.IsSuccessStatusCode);
        answers.ShouldBeInRange(10, 130);
        await WithinAsync(async () => Usd(await MonthAsync(id), "spent") == answers * CostUsd);
        (answers * CostUsd).ShouldBeLessThanOrEqualTo(0.003m);
    }

    [Fact]
    public async Task Stream_IsChargedWhenItEnds()
    {
        (string id, HttpClient client) = await _gateway.AddTenantAsync(budget: new { daily_usd = 1 });
        using HttpResponseMessage stream = await client.StreamAsync(ChatCalls.Body("alpha", stream: true));
        (await stream.EventsAsync())[^1].ShouldBe("[DONE]");

        await WithinAsync(async () => Usd(await DayAsync(id), "spent") == CostUsd);
    }

    [Fact]
    public async Task AnswerWithoutABound_IsSentWithOne_WhereTheModelHasNone()
    {
        await using FakeUpstream upstream = await FakeUpstream.StartAsync();
        await _gateway.AddModelAsync("unbounded", upstream);
        await _gateway.AddModelAsync("bounded", upstream, new { max_output_tokens = 500 });
        (_, HttpClient client) = await _gateway.AddTenantAsync(budget: new { daily_usd = 1 });

        (await client.ChatAsync(ChatCalls.Body("unbounded"))).StatusCode.ShouldBe(HttpStatusCode.OK);
        upstream.Requests[^1].Json.GetProperty("max_completion_tokens").GetInt32().ShouldBe(8192);
        (await client.ChatAsync(ChatCalls.Body("bounded"))).StatusCode.ShouldBe(HttpStatusCode.OK);
        upstream.Requests[^1].Json.TryGetProperty("max_completion_tokens", out _).ShouldBeFalse();
        (await _gateway.Tenant.ChatAsync(ChatCalls.Body("unbounded"))).StatusCode.ShouldBe(HttpStatusCode.OK);
        upstream.Requests[^1].Json.TryGetProperty("max_completion_tokens", out _).ShouldBeFalse("this tenant has no budget");
    }

    [Fact]
    public async Task AnswerBeyondItsBound_IsChargedAsFarAsTheBudgetReaches_AndTheRestIsBooked()
    {
        await using FakeUpstream upstream = await FakeUpstream.StartAsync();
        upstream.Default = new UpstreamScript { Words = [.. Enumerable.Repeat("x", 1_000)] };
        await _gateway.AddModelAsync("talkative", upstream);
        (string id, HttpClient client) = await _gateway.AddTenantAsync(budget: new { daily_usd = 0.002 });

        using HttpResponseMessage response = await client.ChatAsync(Body(maxTokens: 1, model: "talkative"));

        response.Header("cost-usd").ShouldBe("0.002"); // of 4,011 millionths
        await _gateway.ReceiptAsync(response.Header("decision-id"), client);
        JsonElement usage = (await _gateway.Operator.GetFromJsonAsync<JsonElement>($"/admin/v1/tenants/{id}/usage")).GetProperty("day");
        (Usd(usage, "spent"), Usd(usage, "uncharged")).ShouldBe((0.002m, 0.002011m));
    }

    [Fact]
    public async Task KeysBudget_HoldsForThatKey_AndGoesOnWithTheKeyThatReplacesIt()
    {
        (string id, HttpClient other) = await _gateway.AddTenantAsync();
        (string keyId, string key) = await _gateway.AddKeyAsync(new { tenant_id = id, budget = new { daily_usd = 0.0005 } });
        using HttpClient limited = _gateway.Client(key);
        (await limited.ChatAsync(Body(maxTokens: 100))).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await limited.ChatAsync(Body(maxTokens: 100))).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        (await other.ChatAsync(Body(maxTokens: 100))).StatusCode.ShouldBe(HttpStatusCode.OK);

        JsonElement rotated = await _gateway.Operator.PostAsJsonAsync($"/admin/v1/keys/{keyId}/rotate", new { }).OkAsync();
        using HttpClient replaced = _gateway.Client(rotated.GetProperty("key").GetString());

        (await replaced.ChatAsync(Body(maxTokens: 100))).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        string newId = rotated.GetProperty("details").GetProperty("id").GetString()!;
        JsonElement day = (await _gateway.Operator.GetFromJsonAsync<JsonElement>($"/admin/v1/keys/{newId}/budget")).GetProperty("day");
        Usd(day, "limit").ShouldBe(0.0005m);
        await WithinAsync(async () => Usd((await _gateway.Operator.GetFromJsonAsync<JsonElement>($"/admin/v1/keys/{newId}/budget")).GetProperty("day"), "spent") == CostUsd);
    }

    [Fact]
    public async Task KeyWithABudget_MakesKeysThatShareIt_AndNoOthers()
    {
        (string id, _) = await _gateway.AddTenantAsync();
        (string adminId, string key) = await _gateway.AddKeyAsync(new { tenant_id = id, scope = "tenant_admin", budget = new { daily_usd = 5 } });
        using HttpClient admin = _gateway.Client(key);
        using HttpResponseMessage refused = await admin.PostAsJsonAsync("/admin/v1/keys", new { budget = new { daily_usd = 5 } });
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);

        JsonElement made = (await admin.PostAsJsonAsync("/admin/v1/keys", new { }).OkAsync()).GetProperty("details");

        made.GetProperty("budget").GetProperty("daily_usd").GetDecimal().ShouldBe(5);
        made.GetProperty("budget_key_id").GetString().ShouldBe(adminId);
    }

    [Fact]
    public async Task LoweredBudget_HoldsAtOnce_AndARaisedOneToo()
    {
        (string id, HttpClient client) = await _gateway.AddTenantAsync(budget: new { daily_usd = 1 });
        (await client.ChatAsync(Body(maxTokens: 100))).StatusCode.ShouldBe(HttpStatusCode.OK);
        await SetBudgetAsync(id, 0.0001m);
        (await client.ChatAsync(Body(maxTokens: 100))).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        await SetBudgetAsync(id, 0.01m);
        (await client.ChatAsync(Body(maxTokens: 100))).StatusCode.ShouldBe(HttpStatusCode.OK);
        await WithinAsync(async () => Usd(await DayAsync(id), "spent") == 2 * CostUsd);
    }

    [Fact]
    public async Task BudgetThatIsSetLate_CountsWhatWasSpentBefore()
    {
        (string id, HttpClient client) = await _gateway.AddTenantAsync();
        (await client.ChatAsync(Body(maxTokens: 100))).StatusCode.ShouldBe(HttpStatusCode.OK);
        await WithinAsync(async () => Usd(await DayAsync(id), "spent") == CostUsd);
        await SetBudgetAsync(id, 0.0005m);

        Usd(await DayAsync(id), "remaining").ShouldBe(0.0005m - CostUsd);
    }

    [Fact]
    public async Task OnlyOperators_SetBudgets_AndAmountsAreChecked()
    {
        (string id, _) = await _gateway.AddTenantAsync();
        (_, string key) = await _gateway.AddKeyAsync(new { tenant_id = id, scope = "tenant_admin" });
        using HttpClient admin = _gateway.Client(key);
        (await admin.PatchAsJsonAsync($"/admin/v1/tenants/{id}", new { budget = new { daily_usd = 9 } })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await admin.GetAsync($"/admin/v1/tenants/{id}/budget")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await admin.GetAsync("/admin/v1/tenants/default/budget")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await admin.GetAsync("/admin/v1/tenants/default/usage")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using HttpResponseMessage fraction = await _gateway.Operator.PatchAsJsonAsync($"/admin/v1/tenants/{id}", new { budget = new { daily_usd = 0.0000001 } });
        (await fraction.ErrorAsync()).GetProperty("message").GetString().ShouldBe("budget.daily_usd is 0.0000001; expected whole millionths of a dollar.");
    }

    [Fact]
    public async Task RequestsWithoutABudget_LookAtNone()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        await gateway.AddModelAsync("alpha", fixture.Upstream);
        (await gateway.Tenant.ChatAsync(ChatCalls.Body("alpha"))).StatusCode.ShouldBe(HttpStatusCode.OK);
        gateway.Services.GetRequiredService<BudgetGate>().Wallets.ShouldBeEmpty();
    }

    private static object Body(int maxTokens, string model = "alpha") =>
        new { model, max_tokens = maxTokens, messages = new[] { new { role = "user", content = "hi" } } };

    private static decimal Usd(JsonElement view, string name) => view.GetProperty($"{name}_usd").GetDecimal();

    private static async Task WithinAsync(Func<Task<bool>> condition)
    {
        for (int i = 0; !await condition(); i++)
        {
            i.ShouldBeLessThan(1_000, "It did not become true within ten seconds.");
            await Task.Delay(10);
        }
    }

    private async Task<JsonElement> MonthAsync(string id) =>
        (await _gateway.Operator.GetFromJsonAsync<JsonElement>($"/admin/v1/tenants/{id}/budget")).GetProperty("month");

    private async Task<JsonElement> DayAsync(string id) =>
        (await _gateway.Operator.GetFromJsonAsync<JsonElement>($"/admin/v1/tenants/{id}/budget")).GetProperty("day");

    private Task SetBudgetAsync(string id, decimal dailyUsd) => _gateway.Operator
        .PatchAsJsonAsync($"/admin/v1/tenants/{id}", new { budget = new { daily_usd = dailyUsd } }).OkAsync();
}
