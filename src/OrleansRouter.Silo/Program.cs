using System.CommandLine;
using System.Net.Sockets;
using OrleansRouter.Gateway.Configuration;
using OrleansRouter.Silo.Cluster;
using OrleansRouter.Storage.Relational;

var config = new Option<FileInfo>("--config") { Description = "JSON file with settings of the gateway and of its place in the cluster.", Required = true };
var root = new RootCommand("A process of an Orleans cluster that serves and trains: a silo, a gateway, or both.") { config };
root.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetRequiredValue(config).FullName, cancellationToken));
// A signal is the host's to handle: it decides how long requests and grains may take to end.
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });

static async Task<int> RunAsync(string path, CancellationToken cancellationToken)
{
    try
    {
        NodeOptions options = SettingsFile.Read<NodeOptions>(path);
        await using SiloProcess process = await SiloProcess.StartAsync(options, cancellationToken);
        if (process.Report is { OperatorKey: { } operatorKey, TenantKey: var tenantKey })
        {
            Console.WriteLine($"operator key (shown once): {operatorKey}\ntenant key (shown once):   {tenantKey}");
        }

        foreach (string address in process.Addresses)
        {
            Console.WriteLine($"listening on {address}");
        }

        await process.WaitForShutdownAsync(cancellationToken);
        return 0;
    }
    catch (OperationCanceledException)
    {
        await Console.Error.WriteLineAsync("Asked to stop before it had started.");
        return 0;
    }
    catch (Exception exception) when (exception is InvalidOperationException or ArgumentException or StorageException or IOException or SocketException or OrleansException)
    {
        await Console.Error.WriteLineAsync(exception.Message);
        return 1;
    }
}
