using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Npgsql;
using OrleansRouter.Storage.Relational;
using OrleansRouter.TestKit.Processes;
using OrleansRouter.TestKit.Storage;

namespace OrleansRouter.Silo.Tests.Cluster;

/// <summary>Real processes: silos and a gateway that is their client, over one PostgreSQL database with Orleans' tables of membership and reminders.</summary>
internal sealed class ClusterOnPostgres : IAsyncDisposable
{
    /// <summary>Folder with Orleans' PostgreSQL-Main.sql, -Clustering.sql and -Reminders.sql; its packages hold no SQL, and neither does this repository.</summary>
    public const string ScriptsVariable = "ORLEANS_ROUTER_ORLEANS_SQL";

    private readonly TemporaryPostgres _database = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("orleans-router-cluster-");
    private readonly Action<JsonObject>? _change;
    private readonly List<(RouterProcess Process, string Config)> _silos = [];

    private ClusterOnPostgres(Action<JsonObject>? change)
    {
        _change = change;
    }

    public IReadOnlyList<RouterProcess> Silos => [.. _silos.Select(silo => silo.Process)];

    public RouterProcess Gateway { get; private set; } = null!;

    /// <param name="silos">How many.</param>
    /// <param name="change">Changes the settings of every process before it starts; null: nothing.</param>
    /// <exception cref="SkipException">There is no PostgreSQL, or nobody says where the scripts are.</exception>
    public static async Task<ClusterOnPostgres> StartAsync(int silos, Action<JsonObject>? change = null)
    {
        string? scripts = Environment.GetEnvironmentVariable(ScriptsVariable);
        Skip.If(scripts is null, $"Orleans' tables are needed; set {ScriptsVariable} to the folder of its PostgreSQL scripts.");
        var cluster = new ClusterOnPostgres(change);
        try
        {
            await cluster.ApplyAsync(scripts!);
            for (int i = 0; i < silos; i++)
            {
                await cluster.AddSiloAsync();
            }

            cluster.Gateway = await cluster.RunAsync(cluster.Configure("gateway"));
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts one more silo.</summary>
    public async Task AddSiloAsync()
    {
        string config = Configure("silo");
        _silos.Add((await RunAsync(config), config));
    }

    /// <summary>Starts a silo that was killed again, at the same address.</summary>
    public async Task RestartSiloAsync(int index)
    {
        _silos[index] = (await RunAsync(_silos[index].Config), _silos[index].Config);
    }

    /// <summary>Starts a gateway in place of the one that was killed.</summary>
    public async Task ReplaceGatewayAsync()
    {
        var keys = Gateway.Keys;
        Gateway = await RunAsync(Configure("gateway"));
        Keys = keys;
    }

    /// <summary>The keys that the first gateway printed.</summary>
    public IReadOnlyDictionary<string, string> Keys { get => field ?? Gateway.Keys; private set; }

    /// <summary>A database client of its own, past every process.</summary>
    public Task<RelationalStore> OpenStoreAsync() => _database.OpenAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (RouterProcess process in Silos.Append(Gateway).Where(p => p is not null))
        {
            await process.DisposeAsync();
        }

        await _database.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private async Task ApplyAsync(string scripts)
    {
        await _database.CreateAsync();
        await using NpgsqlConnection connection = await _database.ConnectAsync();
        foreach (string script in (string[])["PostgreSQL-Main.sql", "PostgreSQL-Clustering.sql", "PostgreSQL-Reminders.sql"])
        {
            await using var command = new NpgsqlCommand(await File.ReadAllTextAsync(Path.Combine(scripts, script)), connection);
            await command.ExecuteNonQueryAsync();
        }
    }

    private string Configure(string role)
    {
        var settings = new JsonObject
        {
            ["store"] = _database.Address,
            ["urls"] = "http://127.0.0.1:0",
            ["simulatedQueries"] = 400,
            ["learningInterval"] = "00:00:00.100",
            ["orleans"] = new JsonObject
            {
                ["role"] = role,
                ["membership"] = "postgres",
                ["advertisedAddress"] = "127.0.0.1",
                ["siloPort"] = FreePort(),
                ["clientPort"] = FreePort(),
                ["fastFailOver"] = true,
                ["responseTimeout"] = "00:00:05",
            },
        };
        _change?.Invoke(settings);
        string config = Path.Combine(_folder.FullName, $"{Guid.NewGuid():N}.json");
        File.WriteAllText(config, settings.ToJsonString());
        return config;
    }

    private Task<RouterProcess> RunAsync(string config) => RouterProcess.RunAsync(_folder.FullName, "orleans-router-silo.dll", "--config", config);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
