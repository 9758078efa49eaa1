using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Npgsql;
using OrleansRouter.TestKit.Processes;
using OrleansRouter.TestKit.Storage;

namespace OrleansRouter.Silo.Tests.Cluster;

/// <summary>Real processes: silos and a gateway that is their client, over one PostgreSQL database with Orleans' membership tables.</summary>
internal sealed class ClusterOnPostgres : IAsyncDisposable
{
    /// <summary>Folder with Orleans' PostgreSQL-Main.sql and PostgreSQL-Clustering.sql; its packages hold no SQL, and neither does this repository.</summary>
    public const string ScriptsVariable = "ORLEANS_ROUTER_ORLEANS_SQL";

    private readonly TemporaryPostgres _database = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("orleans-router-cluster-");
    private readonly List<RouterProcess> _silos = [];

    public IReadOnlyList<RouterProcess> Silos => _silos;

    public RouterProcess Gateway { get; private set; } = null!;

    /// <exception cref="SkipException">There is no PostgreSQL, or nobody says where the scripts are.</exception>
    public static async Task<ClusterOnPostgres> StartAsync(int silos, bool fastFailOver)
    {
        string? scripts = Environment.GetEnvironmentVariable(ScriptsVariable);
        Skip.If(scripts is null, $"Orleans' membership tables are needed; set {ScriptsVariable} to the folder of its PostgreSQL scripts.");
        var cluster = new ClusterOnPostgres();
        try
        {
            await cluster.ApplyAsync(scripts!);
            for (int i = 0; i < silos; i++)
            {
                cluster._silos.Add(await cluster.StartAsync("silo", fastFailOver));
            }

            cluster.Gateway = await cluster.StartAsync("gateway", fastFailOver);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts one more silo.</summary>
    public async Task AddSiloAsync() => _silos.Add(await StartAsync("silo", fastFailOver: true));

    public async ValueTask DisposeAsync()
    {
        foreach (RouterProcess process in _silos.Append(Gateway).Where(p => p is not null))
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
        foreach (string script in (string[])["PostgreSQL-Main.sql", "PostgreSQL-Clustering.sql"])
        {
            await using var command = new NpgsqlCommand(await File.ReadAllTextAsync(Path.Combine(scripts, script)), connection);
            await command.ExecuteNonQueryAsync();
        }
    }

    private async Task<RouterProcess> StartAsync(string role, bool fastFailOver)
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
                ["fastFailOver"] = fastFailOver,
                ["responseTimeout"] = "00:00:05",
            },
        };
        string config = Path.Combine(_folder.FullName, $"{Guid.NewGuid():N}.json");
        await File.WriteAllTextAsync(config, settings.ToJsonString());
        return await RouterProcess.RunAsync(_folder.FullName, "orleans-router-silo.dll", "--config", config);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
