using System.Net.Http.Json;
using OrleansRouter.Gateway.Tests.Harness;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.TestKit.Gateway;
using Xunit.Abstractions;

namespace OrleansRouter.Gateway.Tests.Fuzzing;

/// <summary>Every reader of JSON and of event streams gets what nobody should send: none crashes, and nobody sees a 5xx for it but 502 and 504 for an upstream's.</summary>
public sealed class FuzzTests(ITestOutputHelper output)
{
    [Fact]
    public Task RequestBodies_AreReadOrRefused() => new FuzzLoop(new RequestReader(), Json(1), 0, output).RunAsync(inputs: 20_000);

    [Fact]
    public Task UpstreamAnswers_AreRewrittenOrRefused() => new FuzzLoop(new AnswerReader(), Json(2), 0, output).RunAsync(inputs: 30_000);

    [Fact]
    public async Task ClientsEndpoints_NeverAnswerWith5xx()
    {
        await using FakeUpstream upstream = await FakeUpstream.StartAsync();
        await using TestGateway gateway = await StartAsync(upstream);
        HttpClient client = gateway.Tenant;
        var target = new BodySender(
            "requests",
            gateway,
            (HttpMethod.Post, "/v1/chat/completions", client),
            (HttpMethod.Post, "/routing/v1/decide", client),
            (HttpMethod.Post, "/v1/embeddings", client));
        await new FuzzLoop(target, Json(3), 0, output).RunAsync(inputs: 1_500);
    }

    [Fact]
    public async Task AdministrativeEndpoints_NeverAnswerWith5xx()
    {
        await using FakeUpstream upstream = await FakeUpstream.StartAsync();
        await using TestGateway gateway = await StartAsync(upstream);
        (await gateway.Operator.PostAsJsonAsync("/admin/v1/tenants", new { id = "fuzz" })).EnsureSuccessStatusCode();
        using HttpResponseMessage key = await gateway.Operator.PostAsJsonAsync("/admin/v1/keys", new { tenant_id = "fuzz" });
        string keyId = (await key.JsonAsync()).GetProperty("details").GetProperty("id").GetString()!;
        (HttpMethod, string, HttpClient)[] endpoints =
        [
            (HttpMethod.Post, "/v1/feedback", gateway.Tenant),
            .. from attack in Isolation.Attack.All
               where attack.Body is not null && attack.Path.StartsWith("/admin/", StringComparison.Ordinal)
               select (attack.Method, attack.Path.Replace("<tenant>", "fuzz").Replace("<key>", keyId).Replace("<model>", "fuzzed").Replace("<policy>", "fuzz"), gateway.Operator),
        ];
        await new FuzzLoop(new BodySender("bodies", gateway, endpoints), Json(4), 0, output).RunAsync(inputs: 1_500);
    }

    [Fact]
    public async Task WhateverAnUpstreamAnswers_TheClientGetsAnAnswerOrAnError()
    {
        await using FakeUpstream upstream = await FakeUpstream.StartAsync();
        await using TestGateway gateway = await StartAsync(upstream);
        await new FuzzLoop(new UpstreamAnswers("answers", stream: false, gateway, upstream), Json(5), 0, output).RunAsync(inputs: 800);
    }

    [Fact]
    public async Task WhateverAnUpstreamStreams_TheClientGetsAStreamOrAnError()
    {
        await using FakeUpstream upstream = await FakeUpstream.StartAsync();
        await using TestGateway gateway = await StartAsync(upstream);
        var mutator = new SseMutator(Rng.Stream(FuzzLoop.Seed, 6));
        await new FuzzLoop(new UpstreamAnswers("streams", stream: true, gateway, upstream), mutator, 0, output).RunAsync(inputs: 1_200);
    }

    private static JsonMutator Json(ulong stream) => new(Rng.Stream(FuzzLoop.Seed, stream));

    private static async Task<TestGateway> StartAsync(FakeUpstream upstream)
    {
        TestGateway gateway = await TestGateway.StartAsync(o => o with { LearningInterval = TimeSpan.FromMilliseconds(200) });
        await gateway.AddModelAsync("gold", upstream);
        await gateway.AddModelAsync("silver", upstream);
        await gateway.ServeAsync(TestPolicies.BestFixed(("gold", 0.9, 0.01), ("silver", 0.8, 0.001)), "two");
        return gateway;
    }
}
