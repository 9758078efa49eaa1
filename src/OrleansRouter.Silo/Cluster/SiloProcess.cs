using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using OrleansRouter.Gateway;
using OrleansRouter.Gateway.Configuration;
using OrleansRouter.Gateway.Hosting;
using OrleansRouter.Grains.Hosting;
using OrleansRouter.Silo.Hosting;
using OrleansRouter.Storage;
using OrleansRouter.Storage.Relational;

namespace OrleansRouter.Silo.Cluster;

/// <summary>
/// One process of a cluster: a silo, a gateway that is a client of silos, or both. It stops in order: HTTP requests end, statistics are
/// merged, the silo hands its grains over, the database is closed.
/// </summary>
public sealed class SiloProcess : IAsyncDisposable
{
    private readonly GatewayApplication? _gateway;
    private readonly WebApplication? _health;
    private readonly IReadOnlyList<IAsyncDisposable> _owned;

    private SiloProcess(GatewayApplication? gateway, WebApplication? health, IReadOnlyList<IAsyncDisposable> owned)
    {
        (_gateway, _health, _owned) = (gateway, health, owned);
    }

    /// <summary>The addresses it answers HTTP on.</summary>
    public IReadOnlyCollection<string> Addresses => _gateway?.Addresses ?? [.. _health!.Urls];

    /// <summary>What the first start did to the database; null for a silo without a gateway.</summary>
    public BootReport? Report => _gateway?.Report;

    /// <summary>Opens the database, joins the cluster and listens.</summary>
    /// <exception cref="ArgumentException">Settings do not fit each other.</exception>
    /// <exception cref="StorageException">The database cannot be used.</exception>
    /// <exception cref="OperationCanceledException">It was asked to stop meanwhile; it has left the cluster.</exception>
    public static async Task<SiloProcess> StartAsync(NodeOptions options, CancellationToken cancellationToken)
    {
        RelationalStore store = await Stores.OpenAsync(options.Store, cancellationToken);
        ClusterNode node;
        try
        {
            node = new ClusterNode(Build(options, store));
        }
        catch
        {
            await Closing.CloseAfterFailureAsync([store]);
            throw;
        }

        return options.Orleans.Role == ClusterRole.Silo
            ? await StartSiloAsync(options, node, store, cancellationToken)
            : await StartGatewayAsync(options, node, store, cancellationToken);
    }

    /// <summary>Completes when the process is asked to stop.</summary>
    public Task WaitForShutdownAsync(CancellationToken cancellationToken) =>
        _gateway?.WaitForShutdownAsync(cancellationToken) ?? StoppingAsync(_health!, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await _owned.CloseAsync();

    /// <summary>The silo says how it is while it joins, and while it leaves.</summary>
    private static async Task<SiloProcess> StartSiloAsync(NodeOptions options, ClusterNode node, RelationalStore store, CancellationToken cancellationToken)
    {
        WebApplication health = SiloHealth.Build(options.Urls, store, () => SiloHealth.StatusOf(node.Host.Services));
        IReadOnlyList<IAsyncDisposable> owned = [node, health, store];
        try
        {
            await health.StartAsync(cancellationToken);
            await node.Host.StartAsync(cancellationToken);
            return new SiloProcess(gateway: null, health, owned);
        }
        catch
        {
            await owned.CloseAfterFailureAsync();
            throw;
        }
    }

    private static async Task<SiloProcess> StartGatewayAsync(NodeOptions options, ClusterNode node, RelationalStore store, CancellationToken cancellationToken)
    {
        IReadOnlyList<IAsyncDisposable> owned = [node, store];
        try
        {
            await node.Host.StartAsync(cancellationToken);
        }
        catch
        {
            await owned.CloseAfterFailureAsync();
            throw;
        }

        IServiceProvider services = node.Host.Services;
        // From here on the node hears the signal to stop, and nobody else does until the gateway runs.
        CancellationToken leaving = services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(leaving, cancellationToken);
        GatewayApplication gateway = await BuildGatewayAsync(options, services, store, owned, either.Token);
        try
        {
            await gateway.StartAsync(either.Token);
            either.Token.ThrowIfCancellationRequested();
            return new SiloProcess(gateway, health: null, [gateway]);
        }
        catch
        {
            await Closing.CloseAfterFailureAsync([gateway]);
            throw;
        }
    }

    private static Task<GatewayApplication> BuildGatewayAsync(
        NodeOptions options, IServiceProvider services, RelationalStore store, IReadOnlyList<IAsyncDisposable> owned, CancellationToken cancellationToken)
    {
        bool isSilo = options.Orleans.Role == ClusterRole.SiloAndGateway;
        var backend = new GatewayBackend(
            services.GetRequiredService<IGrainHost>(), store, isSilo ? () => SiloHealth.StatusOf(services) == SiloStatus.Active : null);
        // The silos' workers do what jobs need; a gateway inside a silo has them next to it.
        GatewayOptions serving = options with { Jobs = options.Jobs with { Workers = 0 } };
        return GatewayHost.BuildAsync(backend, serving, owned, cancellationToken: cancellationToken);
    }

    /// <summary>Waits for the signal alone: the silo leaves before what says how it is ends.</summary>
    private static async Task StoppingAsync(WebApplication health, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(health.Lifetime.ApplicationStopping, cancellationToken);
        await Task.Delay(Timeout.InfiniteTimeSpan, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static IHost Build(NodeOptions options, RelationalStore store)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.AddConsole().AddFilter(null, LogLevel.Warning);
        builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.ShutdownTimeout);
        builder.Services.AddSingleton(TimeProvider.System).AddStore(store);
        if (options.Orleans.Role == ClusterRole.Gateway)
        {
            builder.UseOrleansClient(client => client.AddGrains().Join(options));
        }
        else
        {
            builder.UseOrleans(silo => silo.AddGrains(new DurableStateOptions()).AddJobs(options).Join(options));
        }

        return builder.Build();
    }

    /// <summary>The Orleans side of the process; disposing it leaves the cluster first.</summary>
    private sealed class ClusterNode(IHost host) : IAsyncDisposable
    {
        public IHost Host => host;

        public async ValueTask DisposeAsync()
        {
            try
            {
                await host.StopAsync();
            }
            finally
            {
                host.Dispose();
            }
        }
    }
}
