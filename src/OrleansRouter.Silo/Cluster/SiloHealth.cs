using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using OrleansRouter.Storage.Relational;

namespace OrleansRouter.Silo.Cluster;

/// <summary>How a silo without a gateway is: <c>/healthz</c>, the process answers; <c>/readyz</c>, it has joined and reads the database.</summary>
internal static class SiloHealth
{
    public static WebApplication Build(string urls, RelationalStore store)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(urls.Split(';'));
        builder.Logging.ClearProviders();
        WebApplication app = builder.Build();
        app.MapGet("/healthz", () => Results.Text("ok\n"));
        app.MapGet("/readyz", (CancellationToken cancellationToken) => ReadyAsync(store, cancellationToken));
        return app;
    }

    private static async Task<IResult> ReadyAsync(RelationalStore store, CancellationToken cancellationToken)
    {
        try
        {
            await store.Changes.PositionAsync(cancellationToken);
            return Results.Text("ready\n");
        }
        catch (StorageException exception)
        {
            return Results.Text($"{exception.Message}\n", statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }
}
