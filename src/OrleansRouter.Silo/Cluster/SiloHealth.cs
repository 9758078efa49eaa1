using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OrleansRouter.Storage.Relational;

namespace OrleansRouter.Silo.Cluster;

/// <summary>
/// How a silo without a gateway is: <c>/healthz</c>, the process answers; <c>/readyz</c>, it has joined, is not leaving, and reads the database.
/// </summary>
internal static class SiloHealth
{
    /// <param name="urls">Addresses, separated by ';'.</param>
    /// <param name="store">The database.</param>
    /// <param name="status">How the silo is in its cluster.</param>
    public static WebApplication Build(string urls, RelationalStore store, Func<SiloStatus> status)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(urls.Split(';'));
        builder.Logging.ClearProviders();
        WebApplication app = builder.Build();
        app.MapGet("/healthz", () => Results.Text("ok\n"));
        app.MapGet("/readyz", (CancellationToken cancellationToken) => ReadyAsync(store, status(), cancellationToken));
        return app;
    }

    /// <summary>How the silo of these services is in its cluster.</summary>
    public static SiloStatus StatusOf(IServiceProvider silo) => silo.GetRequiredService<ISiloStatusOracle>().CurrentStatus;

    private static async Task<IResult> ReadyAsync(RelationalStore store, SiloStatus status, CancellationToken cancellationToken)
    {
        if (status != SiloStatus.Active)
        {
            return NotReady($"The silo is {status} in its cluster.");
        }

        try
        {
            await store.Changes.PositionAsync(cancellationToken);
            return Results.Text("ready\n");
        }
        catch (StorageException exception)
        {
            return NotReady(exception.Message);
        }
    }

    private static IResult NotReady(string why) => Results.Text($"{why}\n", statusCode: StatusCodes.Status503ServiceUnavailable);
}
