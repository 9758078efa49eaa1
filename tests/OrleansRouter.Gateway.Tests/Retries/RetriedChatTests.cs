using System.Net;
using System.Text.Json;
using OrleansRouter.Gateway.Retries;
using OrleansRouter.Gateway.Tests.Harness;
using OrleansRouter.TestKit.Gateway;

namespace OrleansRouter.Gateway.Tests.Retries;

/// <summary>What passes at a second try, over real connections.</summary>
public sealed class RetriedChatTests : IAsyncLifetime
{
    private FakeUpstream _upstream = null!;
    private TestGateway _gateway = null!;

    public async Task InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync();
        _gateway = await TestGateway.StartAsync(o => o with
        {
            Retry = new RetryOptions { FirstWait = TimeSpan.FromMilliseconds(10), Reserve = 5, BudgetShare = 0 },
        });
        await _gateway.AddModelAsync("alpha", _upstream);
    }

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RefusedAndFailedTries_AreRepeated_AndAllAreRecorded(bool stream)
    {
        _upstream.Enqueue(new UpstreamScript { Status = 429, RetryAfter = "1" }, new UpstreamScript { BreakAfter = 0 });
        using HttpResponseMessage response = await _gateway.Tenant.ChatAsync(ChatCalls.Body("alpha", stream: stream));
        response.StatusCode.ShouldBe(HttpStatusCode.BadGateway, "A lost connection is repeated once at most, and one retry is behind.");
        response.Header("attempts").ShouldBe("2");

        _upstream.Enqueue(new UpstreamScript { Status = 503 }, new UpstreamScript { Status = 503 });
        using HttpResponseMessage second = await _gateway.Tenant.ChatAsync(ChatCalls.Body("alpha", stream: stream));
        second.StatusCode.ShouldBe(HttpStatusCode.OK);
        JsonElement receipt = await _gateway.ReceiptAsync(second.Header("decision-id"));
        receipt.GetProperty("outcome").GetProperty("attempts").EnumerateArray().Select(a => a.GetProperty("status").GetInt32()).ShouldBe([503, 503, 200]);
    }

    [Fact]
    public async Task BudgetSpent_RequestsAreTriedOnce_AndTheMetricsSaySo()
    {
        for (int i = 0; i < 5; i++)
        {
            _upstream.Enqueue(new UpstreamScript { Status = 500 });
            using HttpResponseMessage repeated = await _gateway.Tenant.ChatAsync(ChatCalls.Body("alpha"));
            repeated.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        _upstream.Enqueue(new UpstreamScript { Status = 500 });
        using HttpResponseMessage response = await _gateway.Tenant.ChatAsync(ChatCalls.Body("alpha"));
        response.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        string metrics = await _gateway.Tenant.GetStringAsync("/metrics");
        metrics.ShouldContain("orleans_router_retries_total{model=\"alpha\",result=\"made\"} 5");
        metrics.ShouldContain("orleans_router_retries_total{model=\"alpha\",result=\"refused\"} 1");
    }

    [Fact]
    public async Task ClientThatLeavesWhileARetryWaits_IsRecordedAsCancelled_AndNothingMoreIsAsked()
    {
        _upstream.Enqueue(new UpstreamScript { Status = 429, RetryAfter = "9" });
        using var leave = new CancellationTokenSource();
        Task<HttpResponseMessage> asking = _gateway.Tenant.StreamAsync(ChatCalls.Body("alpha"), leave.Token);
        while (!_gateway.Logs.Text.Contains("failed with RateLimited"))
        {
            await Task.Delay(10);
        }

        await leave.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(asking);
        _upstream.Requests.Count.ShouldBe(1);
    }
}
