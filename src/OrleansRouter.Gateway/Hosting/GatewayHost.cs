using Microsoft.Extensions.Logging.Console;
using OrleansRouter.Embedded;
using OrleansRouter.Gateway.Jobs;
using OrleansRouter.Gateway.Keys;
using OrleansRouter.Gateway.Leases;
using OrleansRouter.Storage;
using OrleansRouter.Storage.Relational;

namespace OrleansRouter.Gateway.Hosting;

/// <summary>Builds a gateway over the embedded grain host and a relational store.</summary>
public static class GatewayHost
{
    /// <summary>
    /// Opens the database, brings it to where it can serve, and builds the web application; <see cref="GatewayApplication.StartAsync"/>
    /// starts it.
    /// </summary>
    /// <param name="options">Settings.</param>
    /// <param name="training">Receives the finished share of the first policy's training, from 0 to 1; null: nobody watches.</param>
    /// <param name="configure">Changes logging and the like before the application is built; null: nothing.</param>
    /// <param name="time">The clock; null: the system's.</param>
    /// <param name="cancellationToken">Stops the building.</param>
    /// <exception cref="ArgumentException">An option is out of range; the message lists all that are.</exception>
    /// <exception cref="StorageException">The database cannot be used; the message names it and says why.</exception>
    public static async Task<GatewayApplication> BuildAsync(
        GatewayOptions options,
        IProgress<double>? training = null,
        Action<WebApplicationBuilder>? configure = null,
        TimeProvider? time = null,
        CancellationToken cancellationToken = default)
    {
        options.Validated();
        time ??= TimeProvider.System;
        RelationalStore store = await Stores.OpenAsync(options.Store, cancellationToken);
        ServiceProvider services = new ServiceCollection().AddStore(store).AddJobMaterials(options.Jobs).BuildServiceProvider();
        var grains = new EmbeddedGrainHost(store.States, time: time, services: services);
        return await BuildAsync(new GatewayBackend(grains, store), options, [grains, services, store], training, configure, time, cancellationToken);
    }

    /// <summary>The same over grains and a database that are there already.</summary>
    /// <param name="backend">Grains and database.</param>
    /// <param name="options">Settings.</param>
    /// <param name="owned">What is closed after the application, in this order, and when building it fails.</param>
    /// <param name="training">Receives the finished share of the first policy's training, from 0 to 1; null: nobody watches.</param>
    /// <param name="configure">Changes logging and the like before the application is built; null: nothing.</param>
    /// <param name="time">The clock; null: the system's.</param>
    /// <param name="cancellationToken">Stops the building.</param>
    public static async Task<GatewayApplication> BuildAsync(
        GatewayBackend backend,
        GatewayOptions options,
        IReadOnlyList<IAsyncDisposable> owned,
        IProgress<double>? training = null,
        Action<WebApplicationBuilder>? configure = null,
        TimeProvider? time = null,
        CancellationToken cancellationToken = default)
    {
        time ??= TimeProvider.System;
        try
        {
            KeyHasher hasher = await KeySecret.LoadAsync(backend.Grains, options.KeyHashSecretVariable, cancellationToken);
            var boot = new Boot(backend, options, hasher, time);
            BootReport report = await new LeaseKeeper(backend.Store.Leases, "boot", options.LeaseTerm, time)
                .RunAsync(token => boot.RunAsync(training, token), cancellationToken);
            return new GatewayApplication(BuildApplication(backend, options, hasher, configure, time), report, owned);
        }
        catch
        {
            await owned.CloseAfterFailureAsync();
            throw;
        }
    }

    private static WebApplication BuildApplication(
        GatewayBackend backend, GatewayOptions options, KeyHasher hasher, Action<WebApplicationBuilder>? configure, TimeProvider time)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(options.Urls.Split(';'));
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = options.Limits.MaxBodyBytes;
        });
        // Standard output belongs to the caller, and a line per request would cost more than the request.
        builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.ShutdownTimeout);
        builder.Services.AddSingleton(time);
        builder.Services.AddGateway(backend, options, hasher);
        configure?.Invoke(builder);
        WebApplication app = builder.Build();
        app.MapGateway(options);
        return app;
    }
}
