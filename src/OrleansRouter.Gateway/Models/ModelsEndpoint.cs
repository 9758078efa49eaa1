using OrleansRouter.Gateway.Chat;
using OrleansRouter.Gateway.Keys;
using OrleansRouter.Gateway.OpenAi;
using OrleansRouter.Gateway.Snapshot;
using OrleansRouter.Grains.Keys;
using OrleansRouter.Grains.Tenants;

namespace OrleansRouter.Gateway.Models;

/// <summary><c>GET /v1/models</c> and <c>GET /v1/models/{id}</c>: <c>auto</c>, and the models that the tenant may use.</summary>
internal static class ModelsEndpoint
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder models = routes.MapGroup("/v1/models").WithMetadata(new RequiredScope(KeyScope.TenantUse));
        models.MapGet("", (HttpContext context, SnapshotService snapshots) => new ModelList("list", [.. Visible(context, snapshots)]))
            .WithSummary("The models that this tenant may use, and \"auto\".");
        models.MapGet("/{**id}", (string id, HttpContext context, SnapshotService snapshots) =>
                Find(ModelIds.FromRoute(id), [.. Visible(context, snapshots)]))
            .WithSummary("One model.");
    }

    private static IEnumerable<ModelItem> Visible(HttpContext context, SnapshotService snapshots)
    {
        (_, TenantState tenant) = context.Caller().RequireTenant();
        return snapshots.Current.ModelsOf(tenant).Select(m => new ModelItem(m.Id, "model", 0, m.Settings.Provider))
            .Prepend(new ModelItem(RequestedModel.Auto, "model", 0, "orleans-router"));
    }

    private static ModelItem Find(string id, ModelItem[] visible) => Array.Find(visible, m => m.Id == id) ?? throw ApiError.NotFound(
        $"No model '{id}'; this tenant may use: {string.Join(", ", visible.Select(m => m.Id))}.", "model", "model_not_found").AsException();
}

/// <summary>Model ids in addresses.</summary>
internal static class ModelIds
{
    /// <summary>The id that a catch-all route value means: an escaped slash arrives as "%2F", since it is no separator.</summary>
    public static string FromRoute(string value) => Uri.UnescapeDataString(value);
}

/// <summary>OpenAI's list of models.</summary>
internal sealed record ModelList(string Object, IReadOnlyList<ModelItem> Data);

/// <summary>OpenAI's description of a model. <c>created</c> is 0: upstreams do not tell.</summary>
internal sealed record ModelItem(string Id, string Object, long Created, string OwnedBy);
