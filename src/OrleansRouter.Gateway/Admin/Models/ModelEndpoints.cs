using OrleansRouter.Gateway.Models;
using OrleansRouter.Gateway.OpenAi;
using OrleansRouter.Gateway.Providers;
using OrleansRouter.Gateway.Snapshot;
using OrleansRouter.Grains.Hosting;
using OrleansRouter.Grains.Models;

namespace OrleansRouter.Gateway.Admin.Models;

/// <summary>Models: how they are reached, their prices, and what was measured of them. Ids may contain slashes.</summary>
internal sealed class ModelEndpoints(IGrainHost grains, SnapshotService snapshots)
{
    public static void Map(IEndpointRouteBuilder operators)
    {
        RouteGroupBuilder models = operators.MapGroup("/models");
        models.MapGet("", (string? after, int? limit, ModelEndpoints endpoints) => endpoints.List(after, limit))
            .WithSummary("Models by id with settings and statistics, a page at a time.");
        models.MapGet("/{**id}", (string id, ModelEndpoints endpoints, HttpContext context) =>
                endpoints.GetAsync(ModelIds.FromRoute(id), context.RequestAborted))
            .WithSummary("One model.");
        models.MapPut("/{**id}", (string id, ModelSettings settings, ModelEndpoints endpoints, HttpContext context) =>
                endpoints.ConfigureAsync(ModelIds.FromRoute(id), settings, context.RequestAborted))
            .WithSummary("Adds a model or replaces its settings.");
    }

    private Page<ModelView> List(string? after, int? limit) => Page.Of(
        snapshots.Current.ModelStates.All.Where(m => m.Value.Settings is not null),
        m => m.Key,
        m => ModelView.Of(m.Key, m.Value),
        after,
        limit);

    private async Task<ModelView> GetAsync(string id, CancellationToken cancellationToken) => ModelView.Of(
        id,
        await Grain(id).GetAsync(cancellationToken) ?? throw ApiError.NotFound($"No model '{id}'.", "id", "model_not_found").AsException());

    private async Task<ModelView> ConfigureAsync(string id, ModelSettings settings, CancellationToken cancellationToken)
    {
        if (ProviderRegistry.Find(settings.Provider) is null)
        {
            throw ApiError.InvalidRequest(ProviderRegistry.Missing(id, settings.Provider), "provider").AsException();
        }

        ModelState changed = await Grain(id).ConfigureAsync(settings, cancellationToken).AnswerAsync();
        await snapshots.RefreshAsync(cancellationToken);
        return ModelView.Of(id, changed);
    }

    private IModelGrain Grain(string id) => grains.AnswerGrain<IModelGrain>(id);
}
