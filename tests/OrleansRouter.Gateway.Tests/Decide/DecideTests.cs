using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using OrleansRouter.Gateway.Tests.Harness;

namespace OrleansRouter.Gateway.Tests.Decide;

public sealed class DecideTests(RoutedFixture fixture) : IClassFixture<RoutedFixture>
{
    private readonly TestGateway _gateway = fixture.Gateway;

    [Fact]
    public async Task Decide_RanksTheCandidatesAndSaysWhy()
    {
        JsonElement decision = await DecideAsync(new { prompt = "Hello", router = JsonElement.Parse("""{"allowed_models":["gold","silver"],"cost_weight":1}""") });
        decision.GetProperty("model").GetString().ShouldBe("silver");
        decision.GetProperty("policy").GetString().ShouldBe("three");
        decision.GetProperty("family").GetString().ShouldBe("best-fixed");
        decision.GetProperty("preference").GetProperty("cost_weight").GetDouble().ShouldBe(1);
        JsonElement[] candidates = [.. decision.GetProperty("candidates").EnumerateArray()];
        candidates.Select(c => c.GetProperty("model").GetString()).ShouldBe(["silver", "gold"]);
        candidates.Sum(c => c.GetProperty("propensity").GetDouble()).ShouldBe(1, 1e-12);
        candidates[0].GetProperty("expected_quality").GetDouble().ShouldBe(0.8, 1e-6);
        candidates[0].GetProperty("expected_cost_usd").GetDouble().ShouldBe(((6 * 1) + (400 * 4)) / 1e6, 1e-9);
        candidates[0].GetProperty("why").GetString()!.ShouldContain("utility");
        decision.GetProperty("excluded")[0].GetProperty("model").GetString().ShouldBe("bronze");
        decision.GetProperty("why").GetString()!.ShouldContain("rank 1 of 2");
        fixture.Upstream.Requests.ShouldBeEmpty("Nothing is sent to a model.");
    }

    [Fact]
    public async Task Decide_IsRecorded_SoThatFeedbackCanNameIt()
    {
        JsonElement decision = await DecideAsync(new { messages = new[] { new { role = "user", content = "Hello" } } });
        string id = decision.GetProperty("decision_id").GetString()!;
        JsonElement receipt = await _gateway.Tenant.GetFromJsonAsync<JsonElement>($"/routing/v1/decisions/{id}?verify=true");
        receipt.GetProperty("verification").GetProperty("matches").GetBoolean().ShouldBeTrue();
        receipt.GetProperty("outcome").ValueKind.ShouldBe(JsonValueKind.Null);
        (await _gateway.Tenant.PostAsJsonAsync("/v1/feedback", new { decision_id = id, score = 1 })).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Decide_NotRecorded_LeavesNothingBehind() =>
        (await DecideAsync(new { prompt = "Hello", record = false })).GetProperty("decision_id").ValueKind.ShouldBe(JsonValueKind.Null);

    [Theory]
    [InlineData("""{"prompt":"x","model":"gold"}""", "model")]
    [InlineData("{}", "messages")]
    [InlineData("""{"prompt":7}""", "prompt")]
    [InlineData("""{"prompt":"x","record":"no"}""", "record")]
    [InlineData("""{"prompt":"x","router":{"allowed_models":["nope"]}}""", "router.allowed_models")]
    public async Task Decide_WrongRequest_Is400AndNamesTheField(string body, string field)
    {
        using HttpResponseMessage response = await _gateway.Tenant.PostAsync("/routing/v1/decide", new StringContent(body, null, "application/json"));
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.ErrorAsync()).GetProperty("param").GetString().ShouldBe(field);
    }

    private async Task<JsonElement> DecideAsync(object body)
    {
        using HttpResponseMessage response = await _gateway.Tenant.PostAsJsonAsync("/routing/v1/decide", body);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        return await response.JsonAsync();
    }
}
