using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using OrleansRouter.Gateway.Tests.Harness;

namespace OrleansRouter.Gateway.Tests.Selection;

/// <summary>Requests for <c>auto</c>: who answers, and what is kept of the choice.</summary>
public sealed class RoutedChatTests(RoutedFixture fixture) : IClassFixture<RoutedFixture>
{
    private static readonly JsonElement WithoutGold = JsonElement.Parse("""{"allowed_models":["silver","bronze"]}""");
    private readonly TestGateway _gateway = fixture.Gateway;

    [Fact]
    public async Task Auto_TakesTheBestByThePolicy_AndTellsSo()
    {
        using HttpResponseMessage response = await _gateway.Tenant.ChatAsync(ChatCalls.Body("auto"));
        (await response.JsonAsync()).GetProperty("model").GetString().ShouldBe("gold");
        response.Header("model").ShouldBe("gold");
        response.Header("policy").ShouldBe("three");
        response.Header("attempts").ShouldBe("1");
        Usd(response, "cost-usd").ShouldBe(((11 * 10) + (3 * 40)) / 1e6, 1e-12);
        Usd(response, "saved-usd").ShouldBe(0, "gold itself is the best fixed model.");
    }

    [Fact]
    public async Task Receipt_RecomputesToTheSameChoice()
    {
        using HttpResponseMessage response = await _gateway.Tenant.ChatAsync(ChatCalls.Body("auto", "Which receipt is this?"));
        JsonElement receipt = await _gateway.ReceiptAsync(response.Header("decision-id"));
        receipt.GetProperty("verification").GetProperty("matches").GetBoolean().ShouldBeTrue();
        receipt.GetProperty("model").GetString().ShouldBe("gold");
        receipt.GetProperty("propensity").GetDouble().ShouldBe(1);
        receipt.GetProperty("origin").GetString().ShouldBe("policy");
        receipt.GetProperty("prompt").ValueKind.ShouldBe(JsonValueKind.Null, "Prompts are not stored unless the tenant turns it on.");
        receipt.GetProperty("prompt_hash").GetString()!.Length.ShouldBe(64);
        receipt.GetProperty("receipt").GetProperty("policyHash").GetString().ShouldBe(receipt.GetProperty("policy_hash").GetString());
        receipt.GetProperty("outcome").GetProperty("cost_usd").GetDouble().ShouldBe(Usd(response, "cost-usd"), 1e-12);
    }

    [Theory]
    [InlineData("""{"cost_weight":1}""", "silver")]
    [InlineData("""{"quality_weight":0,"cost_weight":1}""", "bronze")]
    [InlineData("""{"allowed_models":["bronze","silver"]}""", "silver")]
    [InlineData("""{"max_cost_usd":0.00001,"session":"s-1"}""", "bronze")]
    public async Task Knobs_ChangeTheChoiceOfThisRequest(string router, string expected)
    {
        var body = new { model = "auto", messages = new[] { new { role = "user", content = "x" } }, max_tokens = 20, router = JsonElement.Parse(router) };
        using HttpResponseMessage response = await _gateway.Tenant.ChatAsync(body);
        response.Header("model").ShouldBe(expected, await response.Content.ReadAsStringAsync());
        (await _gateway.ReceiptAsync(response.Header("decision-id"))).GetProperty("verification").GetProperty("matches").GetBoolean().ShouldBeTrue();
        fixture.Upstream.Requests[^1].Json.TryGetProperty("router", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task Knobs_AsHeaders_DoTheSame_AndTheSessionIsKept()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = JsonContent.Create(ChatCalls.Body("auto")) };
        request.Headers.Add("x-router-allowed-models", "bronze, silver");
        request.Headers.Add("x-router-session", "talk-7");
        using HttpResponseMessage response = await _gateway.Tenant.SendAsync(request);
        response.Header("model").ShouldBe("silver");
        Usd(response, "saved-usd").ShouldBe(((11 * 9) + (3 * 36)) / 1e6, 1e-12);
        (await _gateway.ReceiptAsync(response.Header("decision-id"))).GetProperty("session").GetString().ShouldBe("talk-7");
    }

    [Theory]
    [InlineData("router-mf-0", "gold")]
    [InlineData("router-mf-0.11593", "gold")]
    [InlineData("router-bert-0.7", "bronze")]
    [InlineData("auto:three", "gold")]
    public async Task ModelForms_AreServed(string model, string expected)
    {
        using HttpResponseMessage response = await _gateway.Tenant.ChatAsync(ChatCalls.Body(model));
        response.Header("model").ShouldBe(expected);
        (await _gateway.ReceiptAsync(response.Header("decision-id"))).GetProperty("verification").GetProperty("matches").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task UnknownPolicy_Is404AndNamesThoseThatExist()
    {
        using HttpResponseMessage response = await _gateway.Tenant.ChatAsync(ChatCalls.Body("auto:nope"));
        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await response.ErrorAsync()).GetProperty("message").GetString()!.ShouldContain("No policy 'nope'; there are: three");
    }

    [Fact]
    public async Task MaxCostBelowEveryModel_Is400WithTheExpectedCosts()
    {
        using HttpResponseMessage response = await _gateway.Tenant.ChatAsync(
            new { model = "auto", messages = new[] { new { role = "user", content = "x" } }, router = new { max_cost_usd = 1e-9 } });
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        JsonElement error = await response.ErrorAsync();
        error.GetProperty("code").GetString().ShouldBe("max_cost_exceeded");
        error.GetProperty("message").GetString()!.ShouldContain("bronze $0.0001");
    }

    [Fact]
    public async Task Tools_GoToModelsThatAcceptThem()
    {
        using HttpResponseMessage response = await _gateway.Tenant.ChatAsync(new
        {
            model = "auto",
            messages = new[] { new { role = "user", content = "x" } },
            tools = new[] { new { type = "function", function = new { name = "f" } } },
            router = WithoutGold,
        });
        response.Header("model").ShouldBe("bronze");
    }

    [Fact]
    public async Task NothingEligible_Is400AndGivesTheReasonOfEveryModel()
    {
        using HttpResponseMessage response = await _gateway.Tenant.ChatAsync(new
        {
            model = "auto",
            messages = new object[] { new { role = "user", content = new object[] { new { type = "image_url", image_url = new { url = "data:," } } } } },
            router = WithoutGold,
        });
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        JsonElement error = await response.ErrorAsync();
        error.GetProperty("code").GetString().ShouldBe("no_eligible_model");
        string message = error.GetProperty("message").GetString()!;
        message.ShouldContain("bronze: does not accept images");
        message.ShouldContain("gold: not among the request's allowed_models");
    }

    [Fact]
    public async Task Streaming_IsRoutedToo()
    {
        using HttpResponseMessage response = await _gateway.Tenant.StreamAsync(ChatCalls.Body("auto", stream: true));
        response.Header("model").ShouldBe("gold");
        ChatCalls.TextOf(await response.EventsAsync()).ShouldBe("Hello from upstream");
        JsonElement receipt = await _gateway.ReceiptAsync(response.Header("decision-id"));
        receipt.GetProperty("outcome").GetProperty("status").GetString().ShouldBe("completed");
    }

    private static double Usd(HttpResponseMessage response, string name) => double.Parse(response.Header(name), CultureInfo.InvariantCulture);
}
