using System.Text;
using OrleansRouter.Grains.Audit;
using OrleansRouter.Grains.Decisions;
using OrleansRouter.Grains.Feedback;
using OrleansRouter.Grains.Hosting;
using OrleansRouter.Grains.Tenants;

namespace OrleansRouter.Grains.Rollouts;

/// <summary>Identity, state and order of one tenant's rollout; what changes is in <see cref="RolloutTransitions"/>.</summary>
/// <remarks>
/// A step is written first; that the tenant gets its policy and the audit log its line follows from what is written, so that a crash between
/// them is made good by the next call.
/// </remarks>
[GrainState("rollout")]
public class RolloutGrain(
    string tenantId,
    IDurableState<RolloutState> state,
    IGrainHost grains,
    IFeedbackLog feedback,
    IDecisionLog decisions,
    IAuditLog audit,
    TimeProvider time) : IRolloutGrain
{
    private readonly RolloutReader _reader = new(feedback, decisions, time);

    /// <inheritdoc/>
    public Task<RolloutState> GetAsync(CancellationToken cancellationToken = default) => Task.FromResult(state.Value);

    /// <inheritdoc/>
    public Task<RolloutState> StartAsync(RolloutStart start, CancellationToken cancellationToken = default) =>
        ChangeAsync(s => RolloutTransitions.Start(tenantId, s, start, time.GetUtcNow()), cancellationToken);

    /// <inheritdoc/>
    public Task<RolloutState> AdvanceAsync(string actor, CancellationToken cancellationToken = default) =>
        ChangeAsync(s => RolloutTransitions.Advance(tenantId, s, actor, time.GetUtcNow()), cancellationToken);

    /// <inheritdoc/>
    public Task<RolloutState> AbortAsync(string actor, CancellationToken cancellationToken = default) =>
        ChangeAsync(s => RolloutTransitions.Abort(tenantId, s, actor, time.GetUtcNow()), cancellationToken);

    /// <inheritdoc/>
    public async Task<RolloutProgress> RunAsync(Fence fence, CancellationToken cancellationToken = default)
    {
        await FollowUpAsync(cancellationToken);
        if (state.Value.Run is not { IsActive: true } run)
        {
            return new RolloutProgress(state.Value, MoreWaits: false);
        }

        TenantState? tenant = await grains.GetGrain<ITenantGrain>(tenantId).GetAsync(cancellationToken);
        await state.UpdateAsync(s => RolloutTransitions.NoteTenantPolicy(s, tenant?.PolicyId, time.GetUtcNow()), fence, cancellationToken);
        (RolloutBatch batch, bool more) = await _reader.ReadAsync(tenantId, run, cancellationToken);
        await state.UpdateAsync(s => RolloutTransitions.Learn(s, batch, time.GetUtcNow()), fence, cancellationToken);
        await FollowUpAsync(cancellationToken);
        return new RolloutProgress(state.Value, more);
    }

    private async Task<RolloutState> ChangeAsync(Func<RolloutState, RolloutState> transition, CancellationToken cancellationToken)
    {
        await FollowUpAsync(cancellationToken);
        await state.UpdateAsync(transition, cancellationToken);
        await FollowUpAsync(cancellationToken);
        return state.Value;
    }

    /// <summary>Does what was written and is not done yet.</summary>
    private async Task FollowUpAsync(CancellationToken cancellationToken)
    {
        if (state.Value.Run is not { } run)
        {
            return;
        }

        if (run.Handover is { } handover)
        {
            ITenantGrain tenant = grains.GetGrain<ITenantGrain>(tenantId);
            if (await tenant.GetAsync(cancellationToken) is { } settings && settings.PolicyId == handover.From)
            {
                await tenant.PromotePolicyAsync(handover.To, cancellationToken);
            }

            await state.UpdateAsync(s => RolloutTransitions.HandedOver(s, handover), cancellationToken);
        }

        for (int i = run.Audited; i < run.Steps.Count; i++)
        {
            await audit.AppendAsync(Entry(run, i), cancellationToken);
        }

        await state.UpdateAsync(s => RolloutTransitions.Audited(s, run.Number, run.Steps.Count), cancellationToken);
    }

    private AuditEntry Entry(RolloutRun run, int step)
    {
        RolloutStep taken = run.Steps[step];
        return new AuditEntry
        {
            EntryId = FormattableString.Invariant($"rollout/{tenantId}/{run.Number}/{step}"),
            TenantId = tenantId,
            At = taken.At,
            Actor = taken.Actor,
            Action = step == 0 ? "rollout.start" : $"rollout.{taken.Stage.ToString().ToLowerInvariant()}",
            Subject = run.CandidatePolicyId,
            DetailsJson = Encoding.UTF8.GetString(GrainJson.Write(
                new StepDetails(run.Number, taken.Stage, taken.Reason, run.CurrentPolicyId, taken.Evidence, step == 0 ? run.Settings : null))),
        };
    }

    private sealed record StepDetails(
        long Rollout,
        RolloutStage Stage,
        string Reason,
        string? CurrentPolicyId,
        Learning.OffPolicy.ContrastEstimate? Evidence,
        RolloutSettings? Settings);
}
