using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Dapper;
using Npgsql;
using OrleansRouter.Gateway.Tests.Harness;
using OrleansRouter.TestKit.Gateway;
using OrleansRouter.TestKit.Storage;

namespace OrleansRouter.Gateway.Tests.Hosting;

/// <summary>What differs for a gateway when its store is PostgreSQL.</summary>
public sealed class PostgresGatewayTests : IAsyncLifetime
{
    private readonly TemporaryPostgres _database = new();
    private FakeUpstream _upstream = null!;

    public async Task InitializeAsync()
    {
        await _database.CreateAsync();
        _upstream = await FakeUpstream.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _database.DisposeAsync();
        await (_upstream?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    [SkippableFact]
    public async Task Chat_PromptWithU0000_IsAnswered_AndStoredWithoutIt()
    {
        await using TestGateway gateway = await TestGateway.StartAsync(shared: _database);
        await gateway.AddModelAsync("gold", _upstream);
        (await gateway.Operator.PatchAsJsonAsync("/admin/v1/tenants/default", new { store_prompts = true })).EnsureSuccessStatusCode();

        using HttpResponseMessage response = await gateway.Tenant.PostAsJsonAsync(
            "/v1/chat/completions", new { model = "gold", messages = new[] { new { role = "user", content = "one\0two" } } });

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        JsonElement receipt = await gateway.ReceiptAsync(response.Header("decision-id"));
        receipt.GetProperty("prompt").GetString()!.ShouldContain("one\uFFFDtwo");
    }

    [SkippableFact]
    public async Task AnotherGatewaysChange_IsToldLongBeforeTheNextPoll_AndTheConnectionsMayBreak()
    {
        static GatewayOptions PollRarely(GatewayOptions options) => options with { SnapshotPollInterval = TimeSpan.FromMinutes(10) };
        await using TestGateway one = await TestGateway.StartAsync(PollRarely, _database);
        await using TestGateway other = await TestGateway.StartAsync(PollRarely, _database);
        using HttpClient client = other.Client(one.Report.TenantKey);
        await using (NpgsqlConnection admin = await _database.ConnectAsync())
        {
            await admin.ExecuteAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND pid <> pg_backend_pid()");
        }

        (await one.Operator.DeleteAsync($"/admin/v1/keys/{one.Report.TenantKey!.Split('-')[1]}")).EnsureSuccessStatusCode();

        for (int i = 0; (await client.GetAsync("/v1/models")).StatusCode != HttpStatusCode.Unauthorized; i++)
        {
            i.ShouldBeLessThan(500, "The revocation was not seen within ten seconds.");
            await Task.Delay(20);
        }
    }
}
