using System.Net;
using System.Text.Json;
using OrleansRouter.Gateway.Tests.Harness;
using OrleansRouter.TestKit.Gateway;

namespace OrleansRouter.Gateway.Tests.Selection;

/// <summary>A failed attempt before the first byte goes on to the next model of the ranking.</summary>
public sealed class FallbackTests(RoutedFixture fixture) : IClassFixture<RoutedFixture>
{
    private readonly TestGateway _gateway = fixture.Gateway;
    private readonly FakeUpstream _upstream = fixture.Upstream;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task FirstModelFails_TheSecondAnswers_AndEverythingSaysSo(bool stream)
    {
        _upstream.Enqueue(new UpstreamScript { Status = 500 });
        using HttpResponseMessage response = await _gateway.Tenant.ChatAsync(ChatCalls.Body("auto", stream: stream));
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Header("model").ShouldBe("silver");
        response.Header("attempts").ShouldBe("2");
        (await response.Content.ReadAsStringAsync()).ShouldContain("\"model\":\"silver\"");
        JsonElement receipt = await _gateway.ReceiptAsync(response.Header("decision-id"));
        receipt.GetProperty("model").GetString().ShouldBe("gold", "The decision stays what it was.");
        JsonElement outcome = receipt.GetProperty("outcome");
        outcome.GetProperty("model").GetString().ShouldBe("silver");
        outcome.GetProperty("attempts").EnumerateArray().Select(a => (a.GetProperty("model").GetString(), a.GetProperty("status").GetInt32()))
            .ShouldBe([("gold", 500), ("silver", 200)]);
    }

    [Fact]
    public async Task StreamThatBreaksBeforeItsFirstEvent_FallsBack()
    {
        _upstream.Enqueue(new UpstreamScript { BreakAfter = 0 });
        using HttpResponseMessage response = await _gateway.Tenant.ChatAsync(ChatCalls.Body("auto", stream: true));
        response.Header("model").ShouldBe("silver");
        ChatCalls.TextOf(await response.EventsAsync()).ShouldBe("Hello from upstream");
    }

    [Fact]
    public async Task StreamThatBreaksAfterItsFirstEvent_DoesNot()
    {
        _upstream.Enqueue(new UpstreamScript { BreakAfter = 1 });
        int before = _upstream.Requests.Count;
        using HttpResponseMessage response = await _gateway.Tenant.ChatAsync(ChatCalls.Body("auto", stream: true));
        response.Header("model").ShouldBe("gold");
        (await response.EventsAsync())[^1].ShouldStartWith("{\"error\":");
        (_upstream.Requests.Count - before).ShouldBe(1);
    }

    [Fact]
    public async Task AllThreeFail_TheLastErrorIsReportedWithThreeAttempts()
    {
        _upstream.Enqueue(new UpstreamScript { Status = 500 }, new UpstreamScript { Status = 401 }, new UpstreamScript { Status = 429 });
        using HttpResponseMessage response = await _gateway.Tenant.ChatAsync(ChatCalls.Body("auto"));
        response.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        response.Header("attempts").ShouldBe("3");
        JsonElement outcome = (await _gateway.ReceiptAsync(response.Header("decision-id"))).GetProperty("outcome");
        outcome.GetProperty("status").GetString().ShouldBe("failed");
        outcome.GetProperty("model").ValueKind.ShouldBe(JsonValueKind.Null);
        outcome.GetProperty("attempts").GetArrayLength().ShouldBe(3);
    }

    [Fact]
    public async Task RequestThatIsWrongItself_IsNotTriedElsewhere()
    {
        _upstream.Enqueue(new UpstreamScript { Status = 400 });
        using HttpResponseMessage response = await _gateway.Tenant.ChatAsync(ChatCalls.Body("auto"));
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        response.Header("attempts").ShouldBe("1");
    }

    [Fact]
    public async Task ModelThatTheClientNamed_IsNotReplaced()
    {
        _upstream.Enqueue(new UpstreamScript { Status = 500 });
        using HttpResponseMessage response = await _gateway.Tenant.ChatAsync(ChatCalls.Body("gold"));
        response.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        response.Header("attempts").ShouldBe("1");
    }
}
