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

    /// <summary>Feedbacks that the line of tenant 'default' learned and skipped, as one process tells.</summary>
    public static async Task<(long Learned, long Skipped)> LearnedAsync(HttpClient @operator)
    {
        JsonElement status = await @operator.GetFromJsonAsync<JsonElement>("/admin/v1/tenants/default/learning");
        return (status.GetProperty("feedback_learned").GetInt64(), status.GetProperty("feedback_skipped").GetInt64());
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
