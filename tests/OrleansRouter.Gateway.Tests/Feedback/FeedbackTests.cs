using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using OrleansRouter.Gateway.Tests.Harness;

namespace OrleansRouter.Gateway.Tests.Feedback;

public sealed class FeedbackTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    private readonly TestGateway _gateway = fixture.Gateway;

    [Fact]
    public async Task Score_IsStoredOnce_HoweverOftenItIsSent()
    {
        string decision = await DecisionAsync();
        var body = new { decision_id = decision, score = 0.75, comment = "fine" };
        (await SendAsync(body)).ShouldBe((HttpStatusCode.OK, "stored"));
        (await SendAsync(body)).ShouldBe((HttpStatusCode.OK, "duplicate"));
        JsonElement stored = (await _gateway.ReceiptAsync(decision)).GetProperty("feedback").EnumerateArray().Single();
        stored.GetProperty("kind").GetString().ShouldBe("score");
        stored.GetProperty("value").GetDouble().ShouldBe(0.75);
        stored.GetProperty("comment").GetString().ShouldBe("fine");
    }

    [Fact]
    public async Task SameKeyWithOtherContent_IsAConflictAndChangesNothing()
    {
        string decision = await DecisionAsync();
        (await SendAsync(new { decision_id = decision, gold = 1, idempotency_key = decision })).ShouldBe((HttpStatusCode.OK, "stored"));
        (await SendAsync(new { decision_id = decision, gold = 0, idempotency_key = decision })).Status.ShouldBe(HttpStatusCode.Conflict);
        (await _gateway.ReceiptAsync(decision)).GetProperty("feedback").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task KeyInTheHeader_CountsToo()
    {
        string decision = await DecisionAsync();
        (await SendAsync(new { decision_id = decision, score = 1 }, $"h-{decision}")).ShouldBe((HttpStatusCode.OK, "stored"));
        (await SendAsync(new { decision_id = decision, score = 1 }, $"h-{decision}")).ShouldBe((HttpStatusCode.OK, "duplicate"));
        (await SendAsync(new { decision_id = decision, score = 0 }, $"h-{decision}")).Status.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task TextWithU0000_IsRefused()
    {
        string decision = await DecisionAsync();
        (await SendAsync(new { decision_id = decision, score = 1, comment = "a\0b" })).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await SendAsync(new { decision_id = decision, score = 1, idempotency_key = "a\0b" })).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await SendAsync(new { decision_id = "a\0b", score = 1 })).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Preference_NeedsTheModelItWasComparedWith()
    {
        string decision = await DecisionAsync();
        (await SendAsync(new { decision_id = decision, preference = -1, compared_model = "beta" })).ShouldBe((HttpStatusCode.OK, "stored"));
        (await SendAsync(new { decision_id = decision, preference = 1 })).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await SendAsync(new { decision_id = decision, score = 1, compared_model = "beta" })).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("""{"decision_id":"D"}""", "score")]
    [InlineData("""{"decision_id":"D","score":0.5,"gold":1}""", "score")]
    [InlineData("""{"decision_id":"D","score":1.01}""", "score")]
    [InlineData("""{"decision_id":"D","gold":-0.01}""", "gold")]
    [InlineData("""{"decision_id":"D","preference":0.5,"compared_model":"b"}""", "preference")]
    [InlineData("""{"decision_id":"D","score":"high"}""", "score")]
    [InlineData("""{"decision_id":"D","score":1,"scores":1}""", "scores")]
    [InlineData("""{"score":1}""", null)]
    [InlineData("""{"decision_id":"D","score":1,"idempotency_key":""}""", "idempotency_key")]
    public async Task WrongFeedback_Is400AndNamesTheField(string body, string? field)
    {
        using HttpResponseMessage response = await _gateway.Tenant.PostAsync(
            "/v1/feedback", new StringContent(body.Replace("\"D\"", $"\"{await DecisionAsync()}\""), null, "application/json"));
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.ErrorAsync()).GetProperty("param").GetString().ShouldBe(field);
    }

    [Fact]
    public async Task UnknownDecision_Is404() =>
        (await SendAsync(new { decision_id = "dec_unknown", score = 1 })).Status.ShouldBe(HttpStatusCode.NotFound);

    [Fact]
    public async Task Scores_ReachTheModelsStatistics()
    {
        double before = await ScoresAsync();
        (await SendAsync(new { decision_id = await DecisionAsync(), score = 0.5 })).Status.ShouldBe(HttpStatusCode.OK);
        for (int i = 0; await ScoresAsync() <= before; i++)
        {
            i.ShouldBeLessThan(200, "The score was not merged within four seconds.");
            await Task.Delay(20);
        }
    }

    private async Task<double> ScoresAsync() => (await _gateway.Operator.GetFromJsonAsync<JsonElement>("/admin/v1/models/alpha"))
        .GetProperty("statistics").GetProperty("score").GetProperty("count").GetDouble();

    private async Task<string> DecisionAsync()
    {
        using HttpResponseMessage response = await _gateway.Tenant.ChatAsync(ChatCalls.Body("alpha"));
        return response.Header("decision-id");
    }

    private async Task<(HttpStatusCode Status, string? Result)> SendAsync(object body, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/feedback") { Content = JsonContent.Create(body) };
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        using HttpResponseMessage response = await _gateway.Tenant.SendAsync(request);
        JsonElement json = await response.JsonAsync();
        return (response.StatusCode, json.TryGetProperty("status", out JsonElement status) ? status.GetString() : null);
    }
}
