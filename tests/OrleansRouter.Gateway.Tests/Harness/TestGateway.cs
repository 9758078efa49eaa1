using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using OrleansRouter.Gateway.Breakers;
using OrleansRouter.Gateway.Hosting;
using OrleansRouter.Gateway.Retries;
using OrleansRouter.TestKit.Gateway;
using OrleansRouter.TestKit.Storage;

namespace OrleansRouter.Gateway.Tests.Harness;

/// <summary>A gateway on a free port of real Kestrel, over a database of its own.</summary>
internal sealed class TestGateway : IAsyncDisposable
{
    private readonly GatewayApplication _application;
    private readonly TemporaryDatabase _database;
    private readonly bool _ownsDatabase;

    private TestGateway(GatewayApplication application, TemporaryDatabase database, RecordingLoggerProvider logs, bool ownsDatabase)
    {
        (_application, _database, Logs, _ownsDatabase) = (application, database, logs, ownsDatabase);
        Address = new Uri(application.Addresses.First());
        Tenant = Client(Report.TenantKey);
        Operator = Client(Report.OperatorKey);
    }

    public Uri Address { get; }

    public BootReport Report => _application.Report;

    public IServiceProvider Services => _application.Services;

    public RecordingLoggerProvider Logs { get; }

    /// <summary>Sends with the key of the tenant 'default'.</summary>
    public HttpClient Tenant { get; }

    /// <summary>Sends with an operator's key.</summary>
    public HttpClient Operator { get; }

    /// <param name="change">Changes the options.</param>
    /// <param name="shared">A database that outlives the gateway; null: one of its own.</param>
    public static async Task<TestGateway> StartAsync(Func<GatewayOptions, GatewayOptions>? change = null, TemporaryDatabase? shared = null)
    {
        TemporaryDatabase database = shared ?? new TemporarySqlite();
        var options = new GatewayOptions
        {
            Store = database.Address,
            Urls = "http://127.0.0.1:0",
            SimulatedPool = false,
            Breaker = new BreakerOptions { MinimumCalls = 1_000_000 },
            Retry = new RetryOptions { MaxRetries = 0 },
            SnapshotPollInterval = TimeSpan.FromMilliseconds(100),
            StatisticsInterval = TimeSpan.FromMilliseconds(50),
            RolloutInterval = TimeSpan.FromMilliseconds(50),
            ShutdownTimeout = TimeSpan.FromSeconds(2),
        };
        var logs = new RecordingLoggerProvider();
        GatewayApplication application = await GatewayHost.BuildAsync(
            change?.Invoke(options) ?? options, configure: b => b.Logging.ClearProviders().AddProvider(logs));
        await application.StartAsync();
        return new TestGateway(application, database, logs, ownsDatabase: shared is null);
    }

    /// <summary>A client with another key; null: none.</summary>
    public HttpClient Client(string? key)
    {
        var client = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromMinutes(3) };
        client.DefaultRequestHeaders.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        return client;
    }

    /// <summary>Creates a tenant, with limits and a budget where given, and a client with a key of it.</summary>
    public async Task<(string Id, HttpClient Client)> AddTenantAsync(object? limits = null, object? budget = null)
    {
        string id = $"t-{Guid.NewGuid():N}";
        await Operator.PostAsJsonAsync("/admin/v1/tenants", new { id, limits, budget }).OkAsync();
        (_, string key) = await AddKeyAsync(new { tenant_id = id });
        return (id, Client(key));
    }

    /// <summary>Creates a key; its public id, and what is sent.</summary>
    public async Task<(string Id, string Key)> AddKeyAsync(object creation)
    {
        JsonElement created = await Operator.PostAsJsonAsync("/admin/v1/keys", creation).OkAsync();
        return (created.GetProperty("details").GetProperty("id").GetString()!, created.GetProperty("key").GetString()!);
    }

    /// <summary>Configures a model that the fake upstream answers for.</summary>
    public async Task AddModelAsync(string id, FakeUpstream upstream, object? more = null)
    {
        var settings = JsonSerializer.SerializeToNode(new
        {
            provider = "openai",
            base_url = upstream.BaseUrl,
            upstream_model = $"upstream-{id}",
            input_usd_per_million_tokens = 1.0,
            output_usd_per_million_tokens = 4.0,
        })!.AsObject();
        foreach ((string name, var value) in JsonSerializer.SerializeToNode(more ?? new { })!.AsObject())
        {
            settings[name] = value?.DeepClone();
        }

        using HttpResponseMessage response = await Operator.PutAsJsonAsync($"/admin/v1/models/{id}", settings);
        response.IsSuccessStatusCode.ShouldBeTrue(await response.Content.ReadAsStringAsync());
    }

    /// <summary>The receipt of a decision of a client's tenant (null: 'default'), once its outcome is recorded.</summary>
    public async Task<JsonElement> ReceiptAsync(string decisionId, HttpClient? client = null)
    {
        for (int i = 0; ; i++)
        {
            JsonElement receipt = await (client ?? Tenant).GetFromJsonAsync<JsonElement>($"/routing/v1/decisions/{decisionId}?verify=true");
            if (receipt.GetProperty("outcome").ValueKind != JsonValueKind.Null)
            {
                return receipt;
            }

            i.ShouldBeLessThan(200, "The outcome was not recorded within two seconds.");
            await Task.Delay(10);
        }
    }

    /// <summary>Asks the gateway to stop, and completes when it has.</summary>
    public Task StopAsync() => _application.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Tenant.Dispose();
        Operator.Dispose();
        await _application.DisposeAsync();
        if (_ownsDatabase)
        {
            await _database.DisposeAsync();
        }
    }
}
