using System.CommandLine;
using OrleansRouter.Cli.Output;
using OrleansRouter.Gateway;
using OrleansRouter.Gateway.Configuration;
using OrleansRouter.Gateway.Hosting;

namespace OrleansRouter.Cli.Commands;

/// <summary><c>serve</c>: runs the gateway until it is told to stop.</summary>
internal static class ServeCommand
{
    public static Command Create(Terminal terminal)
    {
        var config = new Option<FileInfo?>("--config") { Description = "JSON file with gateway settings; options given here win over it." };
        var urls = new Option<string?>("--urls") { Description = "Addresses to listen on, separated by ';'. Default: http://127.0.0.1:8080." };
        var store = new Option<string?>("--store")
        {
            Description = "Where all state is: a SQLite file, or postgres://user:password@host:port/database. Default: orleans-router.db.",
        };
        var policy = new Option<string?>("--policy") { Description = "Policy file to import and make the default." };
        var command = new Command("serve", "Run the gateway. Without settings: a SQLite file, simulated models, no keys needed.") { config, urls, store, policy };
        command.Run(terminal, async (parsed, cancellationToken) =>
        {
            GatewayOptions options = parsed.GetValue(config) is { } file ? SettingsFile.Read<GatewayOptions>(file.FullName) : new GatewayOptions();
            options = options with
            {
                Urls = parsed.GetValue(urls) ?? options.Urls,
                Store = parsed.GetValue(store) ?? options.Store,
                DefaultPolicyPath = parsed.GetValue(policy) ?? options.DefaultPolicyPath,
            };
            await RunAsync(terminal, options, cancellationToken).ConfigureAwait(false);
        });
        return command;
    }

    private static async Task RunAsync(Terminal terminal, GatewayOptions options, CancellationToken cancellationToken)
    {
        GatewayApplication gateway = await ProgressBar.RunAsync(
            terminal, "Preparing",
            training => GatewayHost.BuildAsync(options, training, cancellationToken: cancellationToken),
            cancellationToken).ConfigureAwait(false);
        await using (gateway.ConfigureAwait(false))
        {
            Announce(terminal, gateway.Report);
            await gateway.StartAsync(cancellationToken).ConfigureAwait(false);
            foreach (string address in gateway.Addresses)
            {
                terminal.WriteLine($"listening on {address}");
            }

            await gateway.WaitForShutdownAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static void Announce(Terminal terminal, BootReport boot)
    {
        if (boot.RegisteredModels.Count > 0)
        {
            terminal.WriteLine($"SIMULATED models (no upstream is called): {string.Join(", ", boot.RegisteredModels)}");
        }

        if (boot.NewDefaultPolicyId is { } policy)
        {
            terminal.WriteLine($"default policy: {policy}{(boot.TrainedOnSimulatedData ? " (trained on SIMULATED data)" : "")}");
        }

        if (boot.OperatorKey is { } operatorKey)
        {
            terminal.WriteLine($"operator key (shown once): {operatorKey}");
        }

        if (boot.TenantKey is { } tenantKey)
        {
            terminal.WriteLine($"tenant key (shown once):   {tenantKey}");
        }
    }
}
