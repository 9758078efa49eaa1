using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using OrleansRouter.Gateway.Hosting;
using OrleansRouter.Gateway.Tests.Harness;
using OrleansRouter.Grains.Hosting;
using OrleansRouter.Routing.Policies;
using OrleansRouter.TestKit.Gateway;
using OrleansRouter.TestKit.Storage;

namespace OrleansRouter.Gateway.Tests.Hosting;

/// <summary>Stopping, starting again, and several gateways over one database.</summary>
public sealed class LifecycleTests : IAsyncLifetime
{
    private readonly TemporarySqlite _database = new();
    private FakeUpstream _upstream = null!;

    public async Task InitializeAsync() => _upstream = await FakeUpstream.StartAsync();

    public async Task DisposeAsync()
    {
        await _upstream.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task SecondStart_MakesNoNewKeys_AndKnowsEverything()
    {
        string decision, key;
        await using (TestGateway first = await TestGateway.StartAsync(shared: _database))
        {
            await first.AddModelAsync("gold", _upstream);
            await first.ServeAsync(TestPolicies.BestFixed(("gold", 0.9, 0.01)), "one");
            using HttpResponseMessage response = await first.Tenant.ChatAsync(ChatCalls.Body("auto"));
            (decision, key) = (response.Header("decision-id"), first.Report.TenantKey!);
            await first.ReceiptAsync(decision);
            (await first.Tenant.PostAsJsonAsync("/v1/feedback", new { decision_id = decision, score = 0.25 })).EnsureSuccessStatusCode();
        }

        await using TestGateway second = await TestGateway.StartAsync(shared: _database);
        second.Report.ShouldBe(new BootReport { RegisteredModels = second.Report.RegisteredModels });
        second.Report.RegisteredModels.ShouldBeEmpty();
        using HttpClient client = second.Client(key);
        JsonElement receipt = await client.GetFromJsonAsync<JsonElement>($"/routing/v1/decisions/{decision}?verify=true");
        receipt.GetProperty("verification").GetProperty("matches").GetBoolean().ShouldBeTrue();
        receipt.GetProperty("feedback")[0].GetProperty("value").GetDouble().ShouldBe(0.25);
        using HttpResponseMessage again = await client.ChatAsync(ChatCalls.Body("auto"));
        again.Header("model").ShouldBe("gold");
    }

    [Fact]
    public async Task StatisticsOfTheLastRequests_AreMergedWhenTheGatewayStops()
    {
        await using (TestGateway first = await TestGateway.StartAsync(o => o with { StatisticsInterval = TimeSpan.FromHours(1) }, _database))
        {
            await first.AddModelAsync("gold", _upstream);
            using HttpResponseMessage response = await first.Tenant.ChatAsync(ChatCalls.Body("gold"));
            await first.ReceiptAsync(response.Header("decision-id"));
        }

        await using var store = await _database.OpenAsync();
        StoredState model = (await store.States.ReadAsync("model", "gold", CancellationToken.None)).ShouldNotBeNull();
        JsonElement.Parse(model.Value.Span).GetProperty("statistics").GetProperty("costUsd").GetProperty("count").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task Stop_LetsARequestUnderWayFinish()
    {
        await using TestGateway gateway = await TestGateway.StartAsync(o => o with { ShutdownTimeout = TimeSpan.FromSeconds(20) }, _database);
        await gateway.AddModelAsync("gold", _upstream);
        _upstream.Enqueue(new UpstreamScript { StallAfter = 1 });
        using HttpResponseMessage response = await gateway.Tenant.StreamAsync(ChatCalls.Body("gold", stream: true));
        Task stop = gateway.StopAsync();
        await Task.Delay(100);
        stop.IsCompleted.ShouldBeFalse();
        _upstream.Release();
        (await response.EventsAsync())[^1].ShouldBe("[DONE]");
        await stop.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task OneGatewaysChanges_AreSeenByTheOther()
    {
        await using TestGateway one = await TestGateway.StartAsync(shared: _database);
        await using TestGateway other = await TestGateway.StartAsync(shared: _database);
        using HttpClient client = other.Client(one.Report.TenantKey);
        (await client.GetFromJsonAsync<JsonElement>("/v1/models")).GetProperty("data").GetArrayLength().ShouldBe(1);
        await one.AddModelAsync("gold", _upstream);
        await one.ServeAsync(TestPolicies.BestFixed(("gold", 0.9, 0.01)), "one");
        await EventuallyAsync(async () => (await client.ChatAsync(ChatCalls.Body("auto"))).StatusCode == HttpStatusCode.OK);
        string keyId = one.Report.TenantKey!.Split('-')[1];
        (await one.Operator.DeleteAsync($"/admin/v1/keys/{keyId}")).EnsureSuccessStatusCode();
        await EventuallyAsync(async () => (await client.GetAsync("/v1/models")).StatusCode == HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task PolicyFileOfTheOptions_BecomesTheDefault()
    {
        string path = Path.Combine(_database.Folder, "given.orp");
        Policy policy = TestPolicies.BestFixed(("gold", 0.9, 0.01));
        PolicyFile.Save(policy, path);
        await using TestGateway gateway = await TestGateway.StartAsync(o => o with { DefaultPolicyPath = path }, _database);
        gateway.Report.NewDefaultPolicyId.ShouldBe(policy.Id);
        gateway.Report.TrainedOnSimulatedData.ShouldBeFalse();
    }

    [Fact]
    public async Task OptionsOutOfRange_AreRefusedAllAtOnce()
    {
        ArgumentException exception = await Should.ThrowAsync<ArgumentException>(() => GatewayHost.BuildAsync(
            new GatewayOptions { MaxFallbacks = 11, ExpectedOutputTokens = 0, Store = Path.Combine(_database.Folder, "never.db") }));
        exception.Message.ShouldContain(nameof(GatewayOptions.MaxFallbacks));
        exception.Message.ShouldContain(nameof(GatewayOptions.ExpectedOutputTokens));
        File.Exists(Path.Combine(_database.Folder, "never.db")).ShouldBeFalse();
    }

    [Fact]
    public async Task KeySecretOfTheEnvironment_DecidesWhichKeysAreValid()
    {
        const string variable = "ORLEANS_ROUTER_TEST_KEY_SECRET";
        Environment.SetEnvironmentVariable(variable, Convert.ToBase64String(new byte[32]));
        string key;
        await using (TestGateway first = await TestGateway.StartAsync(o => o with { KeyHashSecretVariable = variable }, _database))
        {
            key = first.Report.TenantKey!;
            (await first.Tenant.GetAsync("/v1/models")).StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        Environment.SetEnvironmentVariable(variable, "too short");
        (await Should.ThrowAsync<ArgumentException>(() => TestGateway.StartAsync(o => o with { KeyHashSecretVariable = variable }, _database)))
            .Message.ShouldBe($"The environment variable '{variable}' is not the base64 form of 32 bytes.");
        Environment.SetEnvironmentVariable(variable, null);
        await using TestGateway withoutIt = await TestGateway.StartAsync(o => o with { KeyHashSecretVariable = variable }, _database);
        using HttpClient client = withoutIt.Client(key);
        (await client.GetAsync("/v1/models")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    private static async Task EventuallyAsync(Func<Task<bool>> condition)
    {
        for (int i = 0; !await condition(); i++)
        {
            i.ShouldBeLessThan(200, "It did not become true within four seconds.");
            await Task.Delay(20);
        }
    }
}
