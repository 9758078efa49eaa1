using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Npgsql;
using OrleansRouter.TestKit.Storage;

namespace OrleansRouter.SystemTests;

/// <summary>Real gateway processes over one PostgreSQL database, started at once on an empty one.</summary>
internal sealed class ProcessGroup : IAsyncDisposable
{
    private const string Settings = """
        {"learningInterval":"00:00:00.100","leaseTerm":"00:00:02","statisticsInterval":"00:00:00.200","simulatedQueries":400}
        """;

    private readonly TemporaryPostgres _database;
    private readonly DirectoryInfo _folder;

    private ProcessGroup(TemporaryPostgres database, DirectoryInfo folder, RouterProcess[] processes)
    {
        (_database, _folder, Processes) = (database, folder, processes);
        IReadOnlyDictionary<string, string> keys = processes.Single(p => p.Keys.Count > 0).Keys;
        Operators = [.. processes.Select(p => p.CreateClient(keys["operator key"]))];
        Tenants = [.. processes.Select(p => p.CreateClient(keys["tenant key"]))];
    }

    public RouterProcess[] Processes { get; }

    /// <summary>A client with the operator's key for each process.</summary>
    public HttpClient[] Operators { get; }

    /// <summary>A client with the key of tenant 'default' for each process.</summary>
    public HttpClient[] Tenants { get; }

    /// <exception cref="SkipException">There is no PostgreSQL on this machine.</exception>
    public static async Task<ProcessGroup> StartAsync(int count, string settings = Settings)
    {
        var database = new TemporaryPostgres();
        await database.CreateAsync();
        DirectoryInfo folder = Directory.CreateTempSubdirectory("orleans-router-several-");
        string config = Path.Combine(folder.FullName, "gateway.json");
        await File.WriteAllTextAsync(config, settings);
        RouterProcess[] processes = await Task.WhenAll(Enumerable.Range(0, count).Select(
            _ => RouterProcess.StartAsync(folder.FullName, "--config", config, "--store", database.Address)));
        return new ProcessGroup(database, folder, processes);
    }

    /// <summary>Index of the process that learns.</summary>
    public Task<int> LearnerAsync() => HolderAsync("learning");

    /// <summary>Index of the process that holds a lease.</summary>
    public async Task<int> HolderAsync(string lease)
    {
        await using NpgsqlConnection connection = await _database.ConnectAsync();
        await using var command = new NpgsqlCommand("SELECT holder FROM leases WHERE name = $1", connection) { Parameters = { new NpgsqlParameter { Value = lease } } };
        for (int i = 0; i < 300; i++)
        {
            string holder = (string)(await command.ExecuteScalarAsync() ?? "");
            int learner = Array.FindIndex(Processes, p => holder.Split('/').Contains(p.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)));
            if (learner >= 0)
            {
                return learner;
            }

            await Task.Delay(100);
        }

        throw new TimeoutException($"No process holds the lease '{lease}' after 30 s.");
    }

    public static async Task SendAsync(HttpClient client, HttpMethod method, string path, HttpContent? body = null)
    {
        using HttpResponseMessage response = await client.SendAsync(new HttpRequestMessage(method, path) { Content = body });
        response.IsSuccessStatusCode.ShouldBeTrue($"{path}: {await response.Content.ReadAsStringAsync()}");
    }

    /// <returns>The decision, and the policy that made it.</returns>
    public static async Task<(string Decision, string Policy)> ChatAsync(HttpClient tenant, string text)
    {
        using HttpResponseMessage response = await tenant.PostAsJsonAsync(
            "/v1/chat/completions", new { model = "auto", messages = new[] { new { role = "user", content = text } } });
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        return (response.Headers.GetValues("x-router-decision-id").Single(), response.Headers.GetValues("x-router-policy").Single());
    }

    public static async Task RateAsync(HttpClient tenant, string decision, double score, string key)
    {
        using var body = JsonContent.Create(new { decision_id = decision, score, idempotency_key = key });
        await SendAsync(tenant, HttpMethod.Post, "/v1/feedback", body);
    }

    /// <summary>Feedbacks that the line of tenant 'default' learned and skipped, as one process tells.</summary>
    public static async Task<(long Learned, long Skipped)> LearnedAsync(HttpClient @operator)
    {
        JsonElement status = await @operator.GetFromJsonAsync<JsonElement>("/admin/v1/tenants/default/learning");
        return (status.GetProperty("feedback_learned").GetInt64(), status.GetProperty("feedback_skipped").GetInt64());
    }

    /// <returns>How long it took.</returns>
    public static async Task<TimeSpan> WithinAsync(TimeSpan limit, string what, Func<Task<bool>> condition)
    {
        var waited = Stopwatch.StartNew();
        while (!await condition())
        {
            waited.Elapsed.ShouldBeLessThan(limit, what);
            await Task.Delay(10);
        }

        return waited.Elapsed;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (HttpClient client in Operators.Concat(Tenants))
        {
            client.Dispose();
        }

        foreach (RouterProcess process in Processes)
        {
            await process.DisposeAsync();
        }

        await _database.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
