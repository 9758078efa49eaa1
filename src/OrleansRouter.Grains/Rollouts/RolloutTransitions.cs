using System.Globalization;
using OrleansRouter.Learning.OffPolicy;
using static OrleansRouter.Grains.Identifiers;

namespace OrleansRouter.Grains.Rollouts;

/// <summary>The pure changes of a tenant's rollout. A change that alters nothing returns its argument.</summary>
internal static class RolloutTransitions
{
    public static RolloutState Start(string tenantId, RolloutState state, RolloutStart start, DateTimeOffset now)
    {
        string owner = $"Rollout of tenant '{tenantId}'";
        RequirePolicyId(owner, start.CandidatePolicyId);
        start.Settings.Validated(owner);
        start.Reward.Validated();
        if (state.Run is { IsActive: true } or { Handover: not null })
        {
            throw new InvalidOperationException($"Tenant '{tenantId}' has rollout {state.Run.Number} of '{state.Run.CandidatePolicyId}' under way; end it first.");
        }

        RolloutStage first = start.Settings.Shadow ? RolloutStage.Shadow : RolloutStage.Canary;
        return Revised(state, new RolloutRun
        {
            Number = (state.Run?.Number ?? 0) + 1,
            CandidatePolicyId = start.CandidatePolicyId,
            CurrentPolicyId = start.CurrentPolicyId,
            Settings = start.Settings,
            Reward = start.Reward,
            Stage = first,
            StartedAt = now,
            AfterSequence = state.Run?.AfterSequence ?? 0,
            Steps = [new RolloutStep(first, now, start.Actor, $"'{start.CandidatePolicyId}' is tried", Evidence: null)],
        });
    }

    /// <summary>Takes in decisions of the present stage, and goes where the evidence leads.</summary>
    public static RolloutState Learn(RolloutState state, RolloutBatch batch, DateTimeOffset now)
    {
        if (state.Run is not { IsActive: true } run || run.Number != batch.Rollout || batch.LastSequence <= run.AfterSequence)
        {
            return state;
        }

        run = run with { AfterSequence = batch.LastSequence };
        foreach (PolicyContrast row in batch.Rows.Where(_ => run.StageNumber == batch.Stage))
        {
            run = Decide(run with { Evidence = run.Evidence.Add(row, 1 - run.Settings.Confidence, run.Settings.MinSamples) }, now);
        }

        return Revised(state, run);
    }

    /// <summary>Goes on to the next stage without waiting for evidence.</summary>
    public static RolloutState Advance(string tenantId, RolloutState state, string actor, DateTimeOffset now)
    {
        RolloutRun run = Active(tenantId, state);
        return Revised(state, Enter(run, run.Stage + 1, now, actor, "let on by hand"));
    }

    /// <summary>Ends the rollout; the earlier policy serves alone again.</summary>
    public static RolloutState Abort(string tenantId, RolloutState state, string actor, DateTimeOffset now) =>
        Revised(state, Enter(Active(tenantId, state), RolloutStage.Aborted, now, actor, "ended by hand"));

    /// <summary>Ends the rollout where the tenant has been given another policy meanwhile, and lets it have that.</summary>
    public static RolloutState NoteTenantPolicy(RolloutState state, string? policyId, DateTimeOffset now) =>
        state.Run is { IsActive: true, Handover: null } run && policyId != run.ServingPolicyId
            ? Revised(state, Enter(run, RolloutStage.Aborted, now, RolloutStep.ByItself, "the tenant was given another policy") with { Handover = null })
            : state;

    /// <summary>Notes that the tenant has the policy that it was to be given.</summary>
    public static RolloutState HandedOver(RolloutState state, PolicyHandover done) =>
        state.Run is { } run && run.Handover == done ? Revised(state, run with { Handover = null }) : state;

    /// <summary>Notes how many steps are in the audit log.</summary>
    public static RolloutState Audited(RolloutState state, long rollout, int steps) =>
        state.Run is { } run && run.Number == rollout && run.Audited < steps ? Revised(state, run with { Audited = steps }) : state;

    private static RolloutRun Decide(RolloutRun run, DateTimeOffset now)
    {
        ContrastEstimate found = run.Estimate;
        double margin = run.Settings.Margin;
        return found.Decisions < run.Settings.MinSamples ? run
            : found.Upper < -margin ? Enter(run, RolloutStage.RolledBack, now, RolloutStep.ByItself, Text($"worse: the difference is at most {found.Upper:0.####}"))
            : run.Stage == RolloutStage.Watch ? found.Decisions >= run.Settings.WatchSamples
                ? Enter(run, RolloutStage.Completed, now, RolloutStep.ByItself, Text($"not worse after {found.Decisions} scored decisions"))
                : run
            : found.Lower > -margin ? Enter(run, run.Stage + 1, now, RolloutStep.ByItself, Text($"the difference is at least {found.Lower:0.####}"))
            : run;
    }

    private static RolloutRun Enter(RolloutRun run, RolloutStage stage, DateTimeOffset now, string actor, string reason)
    {
        RolloutRun entered = run with
        {
            Stage = stage,
            StageNumber = run.StageNumber + 1,
            Evidence = stage < RolloutStage.Completed ? ContrastSequence.Empty : run.Evidence,
            Steps = [.. run.Steps, new RolloutStep(stage, now, actor, reason, run.Estimate)],
        };
        // A handover that is not made yet still starts from what the tenant has.
        string? from = run.Handover is { } pending ? pending.From : run.ServingPolicyId;
        return entered with { Handover = from == entered.ServingPolicyId ? null : new PolicyHandover(from, entered.ServingPolicyId) };
    }

    private static RolloutRun Active(string tenantId, RolloutState state) => state.Run is { IsActive: true } run
        ? run
        : throw new InvalidOperationException($"Tenant '{tenantId}' has no rollout under way.");

    private static RolloutState Revised(RolloutState state, RolloutRun run) => state with { Run = run, Revision = state.Revision + 1 };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Decisions of one stage with what they earned.</summary>
/// <param name="Rollout">Number of the rollout.</param>
/// <param name="Stage">Number of the stage.</param>
/// <param name="Rows">The decisions, in the order of their feedback.</param>
/// <param name="LastSequence">The last feedback that was read.</param>
internal sealed record RolloutBatch(long Rollout, long Stage, IReadOnlyList<PolicyContrast> Rows, long LastSequence);
