using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Dapper;
using Npgsql;
using OrleansRouter.Grains.Budgets;
using OrleansRouter.TestKit.Storage;
using Xunit.Abstractions;

namespace OrleansRouter.SystemTests.Budgets;

/// <summary>
/// Three real gateways over one PostgreSQL spend one tenant's budget, and one key's within it, while five of them are killed. Set
/// ORLEANS_ROUTER_CHAOS_REQUESTS to the number of requests; 1,500 otherwise.
/// </summary>
public sealed class BudgetChaosTests(ITestOutputHelper output)
{
    private const int Kills = 5;
    private const string Settings = """{"simulatedPool":false,"leaseTerm":"00:00:02","budgets":{"leaseTerm":"00:00:08"}}""";

    private static readonly int Requests =
        int.Parse(Environment.GetEnvironmentVariable("ORLEANS_ROUTER_CHAOS_REQUESTS") ?? "1500", CultureInfo.InvariantCulture);

    // A call costs about 1,700 millionths; the budgets end before the requests do.
    private static readonly MicroUsd TenantBudget = new(Requests * 1_100L);
    private static readonly MicroUsd KeyBudget = new(Requests * 300L);

    [SkippableFact]
    public async Task KilledGateways_SpendNothingBeyondTheBudget_AndLoseNoSettlement()
    {
        await using var database = new TemporaryPostgres();
        await database.CreateAsync();
        await using BillingUpstream upstream = await BillingUpstream.StartAsync();
        DirectoryInfo folder = Directory.CreateTempSubdirectory("orleans-router-budget-");
        string config = Path.Combine(folder.FullName, "gateway.json");
        await File.WriteAllTextAsync(config, Settings);
        Task<RouterProcess> StartAsync() => RouterProcess.StartAsync(folder.FullName, "--config", config, "--store", database.Address);
        RouterProcess[] processes = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => StartAsync()));
        try
        {
            IReadOnlyDictionary<string, string> keys = processes.Single(p => p.Keys.Count > 0).Keys;
            string limited = await ConfigureAsync(processes, keys, upstream);
            var session = new SpendingSession(processes, [keys["tenant key"], limited], Requests, Kills);
            var watch = Stopwatch.StartNew();

            await session.RunAsync(StartAsync);

            output.WriteLine(FormattableString.Invariant(
                $"{Requests} requests in {watch.Elapsed.TotalSeconds:0.0} s, {Kills} kills: {session.Answers.Count} answers, {session.Refused} refused, {session.Lost} cut off, {session.TurnedAway} times 503"));
            using HttpClient @operator = processes[0].CreateClient(keys["operator key"]);
            await RequireBooksAreRightAsync(@operator, limited.Split('-')[1], database, session, upstream);
        }
        finally
        {
            foreach (RouterProcess process in processes)
            {
                await process.DisposeAsync();
                string log = await process.Log;
                output.WriteLine(log[..Math.Min(log.Length, 4_000)]);
            }

            folder.Delete(recursive: true);
        }
    }

    /// <returns>A key with a budget of its own.</returns>
    private static async Task<string> ConfigureAsync(RouterProcess[] processes, IReadOnlyDictionary<string, string> keys, BillingUpstream upstream)
    {
        using HttpClient @operator = processes[0].CreateClient(keys["operator key"]);
        using var model = JsonContent.Create(new
        {
            provider = "openai",
            base_url = upstream.BaseUrl,
            input_usd_per_million_tokens = BillingUpstream.InputPrice,
            output_usd_per_million_tokens = BillingUpstream.OutputPrice,
        });
        await GatewayCalls.SendAsync(@operator, HttpMethod.Put, "/admin/v1/models/m", model);
        using var budget = JsonContent.Create(new { budget = new { monthly_usd = TenantBudget.ToUsd() } });
        await GatewayCalls.SendAsync(@operator, HttpMethod.Patch, "/admin/v1/tenants/default", budget);
        using HttpResponseMessage made = await @operator.PostAsJsonAsync(
            "/admin/v1/keys", new { tenant_id = "default", budget = new { monthly_usd = KeyBudget.ToUsd() } });
        string limited = (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("key").GetString()!;
        foreach (RouterProcess process in processes)
        {
            using HttpClient client = process.CreateClient(limited);
            await GatewayCalls.WithinAsync(
                TimeSpan.FromSeconds(30), "the settings are everywhere", async () => (await client.GetStringAsync("/v1/models")).Contains("\"m\""));
        }

        return limited;
    }

    private async Task RequireBooksAreRightAsync(
        HttpClient @operator, string keyId, TemporaryPostgres database, SpendingSession session, BillingUpstream upstream)
    {
        JsonElement tenant = default, key = default;
        await GatewayCalls.WithinAsync(TimeSpan.FromSeconds(60), "leases are given back or closed", async () =>
        {
            tenant = await MonthAsync(@operator, "/admin/v1/tenants/default/budget");
            key = await MonthAsync(@operator, $"/admin/v1/keys/{keyId}/budget");
            return Usd(tenant, "reserved") == 0 && Usd(key, "reserved") == 0;
        });

        await using NpgsqlConnection connection = await database.ConnectAsync();
        MicroUsd ledger = await SumAsync(connection, "SELECT SUM(charged)::bigint FROM ledger");
        MicroUsd receipts = await SumAsync(connection, "SELECT SUM(round((cost_usd * 1000000)::numeric))::bigint FROM outcomes");
        MicroUsd ofKey = await SumAsync(connection, $"SELECT SUM(charged)::bigint FROM ledger WHERE key_id = '{keyId}'");
        long abandoned = await connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM outcomes WHERE status = 'abandoned'");
        output.WriteLine(
            $"tenant: ${ledger} of ${TenantBudget}; key: ${ofKey} of ${KeyBudget}; upstream's bill ${upstream.Billed}; {abandoned} calls charged with their bound");
        ledger.ShouldBeLessThanOrEqualTo(TenantBudget);
        ofKey.ShouldBeLessThanOrEqualTo(KeyBudget);
        receipts.ShouldBe(ledger);
        upstream.Billed.ShouldBeLessThanOrEqualTo(ledger, "no call was made that the ledger does not know");
        (Usd(tenant, "spent"), Usd(tenant, "remaining")).ShouldBe((ledger.ToUsd(), (TenantBudget - ledger).ToUsd()));
        (Usd(key, "spent"), Usd(key, "remaining")).ShouldBe((ofKey.ToUsd(), (KeyBudget - ofKey).ToUsd()));
        (await connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM ledger WHERE charged IS NULL OR beyond <> 0")).ShouldBe(0);
        Dictionary<string, MicroUsd> charged = (await connection.QueryAsync<(string Id, long Charged)>("SELECT decision_id, charged FROM ledger"))
            .ToDictionary(e => e.Id, e => new MicroUsd(e.Charged));
        session.Answers.Where(a => charged.GetValueOrDefault(a.Key) != a.Value).ShouldBeEmpty("every answer is in the ledger with its cost");
        session.Answers.Count.ShouldBeGreaterThan(Requests / 4, "most of the budget was spent on answers");
    }

    private static async Task<JsonElement> MonthAsync(HttpClient @operator, string path) =>
        (await @operator.GetFromJsonAsync<JsonElement>(path)).GetProperty("month");

    private static decimal Usd(JsonElement view, string name) => view.GetProperty($"{name}_usd").GetDecimal();

    private static async Task<MicroUsd> SumAsync(NpgsqlConnection connection, string sql) => new(await connection.ExecuteScalarAsync<long>(sql));
}
