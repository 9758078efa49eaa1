using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OrleansRouter.Gateway.Breakers;
using OrleansRouter.Gateway.Ejection;
using OrleansRouter.Gateway.Providers;
using OrleansRouter.Gateway.Tests.Harness;
using OrleansRouter.TestKit.Gateway;

namespace OrleansRouter.Gateway.Tests.Ejection;

/// <summary>Models that rest are no candidates, and everything says so. Slow answers are told to the watch, since a test should not wait for them.</summary>
public sealed class SlowModelTests : IAsyncLifetime
{
    private FakeUpstream _upstream = null!;
    private TestGateway _gateway = null!;

    public async Task InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync();
        _gateway = await TestGateway.StartAsync(o => o with
        {
            Breaker = new BreakerOptions { MinimumCalls = 2, Rest = TimeSpan.FromHours(1) },
            Ejection = new EjectionOptions { Recent = 3, Ceiling = TimeSpan.FromMinutes(1), FirstRest = TimeSpan.FromHours(1), LongestRest = TimeSpan.FromHours(1) },
        });
        foreach (string model in new[] { "gold", "silver", "bronze" })
        {
            await _gateway.AddModelAsync(model, _upstream);
        }

        await _gateway.ServeAsync(TestPolicies.BestFixed(("gold", 0.9, 0.01), ("silver", 0.8, 0.001), ("bronze", 0.3, 0.0001)), "three");
    }

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Fact]
    public async Task SlowModel_IsNoCandidate_AndDecideAndMetricsSaySo()
    {
        MakeSlow("gold");
        JsonElement decision = await DecideAsync();
        (decision.GetProperty("model").GetString(), decision.GetProperty("propensity").GetDouble()).ShouldBe(("silver", 1));
        decision.GetProperty("candidates").EnumerateArray().Select(c => c.GetProperty("model").GetString()).ShouldBe(["silver", "bronze"]);
        JsonElement excluded = decision.GetProperty("excluded").EnumerateArray().Single();
        excluded.GetProperty("model").GetString().ShouldBe("gold");
        excluded.GetProperty("reason").GetString()!.ShouldStartWith("has become slow and is left alone until 20");
        JsonElement receipt = await _gateway.Tenant.GetFromJsonAsync<JsonElement>($"/routing/v1/decisions/{decision.GetProperty("decision_id").GetString()}?verify=true");
        receipt.GetProperty("verification").GetProperty("matches").GetBoolean().ShouldBeTrue();
        (await _gateway.Tenant.GetStringAsync("/metrics")).ShouldContain("orleans_router_ejections_total{model=\"gold\",change=\"ejected\"} 1");

        using HttpResponseMessage named = await _gateway.Tenant.ChatAsync(ChatCalls.Body("gold"));
        named.Header("model").ShouldBe("gold", "A client that names a slow model gets it.");
    }

    [Fact]
    public async Task AtMostHalfOfTheCandidates_AreLeftOut()
    {
        MakeSlow("gold");
        MakeSlow("silver");
        MakeSlow("bronze");
        (await DecideAsync()).GetProperty("excluded").GetArrayLength().ShouldBe(1, "Half of three, rounded down.");
        (await DecideAsync("gold")).GetProperty("model").GetString().ShouldBe("gold", "Half of one is none.");
    }

    [Fact]
    public async Task ModelWhoseBreakerIsOpen_IsNoCandidate_UnlessNothingElseIs()
    {
        _upstream.Enqueue(new UpstreamScript { Status = 500 }, new UpstreamScript { Status = 500 });
        for (int i = 0; i < 2; i++)
        {
            using HttpResponseMessage failed = await _gateway.Tenant.ChatAsync(ChatCalls.Body("gold"));
        }

        JsonElement decision = await DecideAsync();
        decision.GetProperty("model").GetString().ShouldBe("silver");
        decision.GetProperty("excluded")[0].GetProperty("reason").GetString()!.ShouldStartWith("failed too often of late and rests until 20");
        (await DecideAsync("gold")).GetProperty("model").GetString().ShouldBe("gold");
    }

    [Fact]
    public async Task StreamThatBreaksOff_CountsAsAFailureBesideItsFirstByte()
    {
        _upstream.Enqueue(new UpstreamScript { BreakAfter = 1 });
        using HttpResponseMessage broken = await _gateway.Tenant.ChatAsync(ChatCalls.Body("gold", stream: true));
        (await broken.EventsAsync())[^1].ShouldContain("upstream_stream_broken");
        _gateway.Services.GetRequiredService<ModelBreakers>().RestsUntil("gold").ShouldNotBeNull();
    }

    [Fact]
    public async Task TotalLimit_HoldsOverAllModels()
    {
        await using FakeUpstream stalled = await FakeUpstream.StartAsync();
        stalled.Default = new UpstreamScript { StallAfter = 0 };
        await using TestGateway gateway = await TestGateway.StartAsync(o => o with
        {
            UpstreamTimeouts = new ProviderTimeouts { FirstByte = TimeSpan.FromMilliseconds(700), Total = TimeSpan.FromMilliseconds(900) },
        });
        foreach (string model in new[] { "gold", "silver", "bronze" })
        {
            await gateway.AddModelAsync(model, stalled);
        }

        await gateway.ServeAsync(TestPolicies.BestFixed(("gold", 0.9, 0.01), ("silver", 0.8, 0.001), ("bronze", 0.3, 0.0001)), "three");
        using HttpResponseMessage response = await gateway.Tenant.ChatAsync(ChatCalls.Body("auto"));
        (await response.ErrorAsync()).GetProperty("code").GetString().ShouldBe("upstream_timeout");
        JsonElement[] attempts = [.. (await gateway.ReceiptAsync(response.Header("decision-id"))).GetProperty("outcome").GetProperty("attempts").EnumerateArray()];
        attempts.Length.ShouldBeInRange(1, 2, "The second is cut short, and no time is left for the third.");
    }

    private void MakeSlow(string model)
    {
        LatencyWatch watch = _gateway.Services.GetRequiredService<LatencyWatch>();
        for (int i = 0; i < 3; i++)
        {
            watch.End(model, watch.Begin(model).IsProbe, TimeSpan.FromMinutes(2));
        }
    }

    private async Task<JsonElement> DecideAsync(params string[] allowed)
    {
        using HttpResponseMessage response = await _gateway.Tenant.PostAsJsonAsync(
            "/routing/v1/decide", new { prompt = "Say hello", router = new { allowed_models = allowed.Length > 0 ? allowed : null } });
        response.IsSuccessStatusCode.ShouldBeTrue(await response.Content.ReadAsStringAsync());
        return await response.JsonAsync();
    }
}
