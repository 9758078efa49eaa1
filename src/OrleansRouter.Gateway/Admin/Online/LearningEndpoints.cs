using OrleansRouter.Gateway.Keys;
using OrleansRouter.Gateway.OpenAi;
using OrleansRouter.Gateway.Snapshot;
using OrleansRouter.Grains.Hosting;
using OrleansRouter.Grains.Training;

namespace OrleansRouter.Gateway.Admin.Online;

/// <summary>Whether and how served policies go on learning from feedback.</summary>
internal sealed class LearningEndpoints(IGrainHost grains, SnapshotService snapshots)
{
    public static void Map(IEndpointRouteBuilder tenantAdmin, IEndpointRouteBuilder operators)
    {
        tenantAdmin.MapGet("/tenants/{id}/learning", (string id, LearningEndpoints learning, HttpContext context) =>
                learning.GetAsync(learning.LineOf(id, context), context.RequestAborted))
            .WithSummary("What a tenant's policy has learned from feedback.");
        tenantAdmin.MapPatch("/tenants/{id}/learning", (string id, LearningPatch patch, LearningEndpoints learning, HttpContext context) =>
                learning.PatchAsync(learning.LineOf(id, context), patch, context.RequestAborted))
            .WithSummary("Lets a tenant's policy go on learning from its feedback, and says how.");
        operators.MapGet("/learning", (LearningEndpoints learning, HttpContext context) =>
                learning.GetAsync(ILearningGrain.AllTenants, context.RequestAborted))
            .WithSummary("What the default policy has learned from the feedback of all tenants.");
        operators.MapPatch("/learning", (LearningPatch patch, LearningEndpoints learning, HttpContext context) =>
                learning.PatchAsync(ILearningGrain.AllTenants, patch, context.RequestAborted))
            .WithSummary("Lets the default policy go on learning from the feedback of all tenants, and says how.");
    }

    private string LineOf(string tenantId, HttpContext context)
    {
        context.Caller().RequireAccessTo(tenantId);
        return snapshots.Current.Tenants.Find(tenantId) is not null
            ? tenantId
            : throw ApiError.NoTenant(tenantId).AsException();
    }

    private async Task<LearningStatus> GetAsync(string line, CancellationToken cancellationToken)
    {
        LearningState state = await grains.GetGrain<ILearningGrain>(line).GetAsync(cancellationToken);
        TrainingState training = await grains.GetGrain<ITrainingGrain>(line).GetAsync(cancellationToken);
        return new LearningStatus(LearningView.Of(snapshots.Current, line, state), training.Learned, training.Skipped);
    }

    private async Task<LearningStatus> PatchAsync(string line, LearningPatch patch, CancellationToken cancellationToken)
    {
        ILearningGrain grain = grains.GetGrain<ILearningGrain>(line);
        LearningState now = await grain.GetAsync(cancellationToken);
        await grain.ConfigureAsync(patch.Apply(now.Settings), cancellationToken).AnswerAsync();
        await snapshots.RefreshAsync(cancellationToken);
        return await GetAsync(line, cancellationToken);
    }
}
