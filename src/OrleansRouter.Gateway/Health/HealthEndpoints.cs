using OrleansRouter.Gateway.Hosting;
using OrleansRouter.Gateway.Metrics;
using OrleansRouter.Gateway.OpenAi;
using OrleansRouter.Gateway.Snapshot;

namespace OrleansRouter.Gateway.Health;

/// <summary>
/// <c>/healthz</c>: the process answers; <c>/readyz</c>: it can serve; <c>/metrics</c>: Prometheus text. Open: they tell nothing of any
/// tenant.
/// </summary>
internal static class HealthEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/healthz", () => Results.Text("ok\n")).WithSummary("Whether the process answers.");
        routes.MapGet("/readyz", (SnapshotService snapshots, GatewayBackend backend) => Readiness(snapshots, backend))
            .WithSummary("Whether requests can be served.").Produces<Readiness>();
        routes.MapGet("/metrics", (PrometheusExporter exporter) => Results.Text(exporter.Write(), PrometheusExporter.ContentType))
            .WithSummary("Metrics in Prometheus' text format.");
    }

    private static IResult Readiness(SnapshotService snapshots, GatewayBackend backend)
    {
        RoutingSnapshot snapshot = snapshots.Current;
        var readiness = new Readiness(
            Store: snapshots.IsFresh,
            Snapshot: snapshot.Version > 0,
            DefaultPolicy: snapshot.DefaultPolicyId is { } id && snapshot.Policies.ContainsKey(id),
            Grains: backend.HostsGrains?.Invoke() ?? true);
        int status = readiness.IsReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        return Results.Json(readiness, GatewayJson.Options, statusCode: status);
    }
}

/// <summary>What serving needs.</summary>
/// <param name="Store">The store was readable at the last poll.</param>
/// <param name="Snapshot">Settings are loaded.</param>
/// <param name="DefaultPolicy">There is a default policy.</param>
/// <param name="Grains">The silo in this process, if there is one, has joined its cluster and is not leaving.</param>
internal sealed record Readiness(bool Store, bool Snapshot, bool DefaultPolicy, bool Grains)
{
    public bool IsReady => Store && Snapshot && DefaultPolicy && Grains;
}
