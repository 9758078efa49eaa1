using System.Net;
using System.Text.Json;
using OrleansRouter.Gateway.Breakers;
using OrleansRouter.Gateway.Tests.Harness;
using OrleansRouter.TestKit.Gateway;

namespace OrleansRouter.Gateway.Tests.Breakers;

/// <summary>What clients and the log see of a model that rests.</summary>
public sealed class RestingModelTests
{
    [Fact]
    public async Task ARestingModelIsNotAsked_ItsClientsGet503WithRetryAfter_AndTheReceiptSaysWhy()
    {
        await using FakeUpstream upstream = await FakeUpstream.StartAsync();
        await using TestGateway gateway = await TestGateway.StartAsync(
            options => options with { Breaker = new BreakerOptions { MinimumCalls = 3, Rest = TimeSpan.FromMinutes(5) } });
        await gateway.AddModelAsync("alpha", upstream);
        upstream.Default = new UpstreamScript { Status = 500 };
        for (int i = 0; i < 3; i++)
        {
            using HttpResponseMessage failed = await gateway.Tenant.ChatAsync(ChatCalls.Body("alpha"));
            failed.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        }

        int asked = upstream.Requests.Count;
        using HttpResponseMessage response = await gateway.Tenant.ChatAsync(ChatCalls.Body("alpha"));

        response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        response.Headers.RetryAfter!.Delta!.Value.TotalSeconds.ShouldBeInRange(1, 300);
        (await response.ErrorAsync()).GetProperty("code").GetString().ShouldBe("model_resting");
        upstream.Requests.Count.ShouldBe(asked);
        JsonElement outcome = (await gateway.ReceiptAsync(response.Header("decision-id"))).GetProperty("outcome");
        outcome.GetProperty("attempts")[0].GetProperty("error").GetString()!.ShouldStartWith("CircuitOpen: Model 'alpha' failed too often");
    }
}
