using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace OrleansRouter.Gateway.Hosting;

/// <summary>
/// A built gateway: starts, waits, stops in order (requests end, statistics are merged, grains and the store are closed).
/// </summary>
public sealed class GatewayApplication : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly IReadOnlyList<IAsyncDisposable> _owned;

    /// <param name="app">The web application.</param>
    /// <param name="report">What building it did to the database.</param>
    /// <param name="owned">Closed after the application, in this order.</param>
    internal GatewayApplication(WebApplication app, BootReport report, params IReadOnlyList<IAsyncDisposable> owned)
    {
        (_app, Report, _owned) = (app, report, owned);
    }

    /// <summary>What building it did to the database: new keys are here and nowhere else.</summary>
    public BootReport Report { get; }

    /// <summary>The services, for those who embed the gateway.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>The addresses it listens on, once it is started.</summary>
    public IReadOnlyCollection<string> Addresses =>
        [.. _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses ?? []];

    /// <summary>Starts to listen.</summary>
    /// <exception cref="IOException">An address is in use.</exception>
    public Task StartAsync(CancellationToken cancellationToken = default) => _app.StartAsync(cancellationToken);

    /// <summary>Completes when the process is asked to stop and the gateway has stopped.</summary>
    public Task WaitForShutdownAsync(CancellationToken cancellationToken = default) => _app.WaitForShutdownAsync(cancellationToken);

    /// <summary>Ends requests, at most for the options' shutdown timeout, and merges statistics.</summary>
    public Task StopAsync(CancellationToken cancellationToken = default) => _app.StopAsync(cancellationToken);

    /// <summary>Stops, if that did not happen yet, and closes grains and store.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await StopAsync(CancellationToken.None);
        }
        finally
        {
            await Closing.CloseAsync([_app, .. _owned]);
        }
    }
}
