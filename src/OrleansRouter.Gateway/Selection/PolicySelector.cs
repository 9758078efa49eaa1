using System.Buffers;
using OrleansRouter.Gateway.Chat;
using OrleansRouter.Gateway.Metrics;
using OrleansRouter.Gateway.OpenAi;
using OrleansRouter.Gateway.Rollouts;
using OrleansRouter.Gateway.Sessions;
using OrleansRouter.Gateway.Snapshot;
using OrleansRouter.Grains.Decisions;
using OrleansRouter.Grains.Policies;
using OrleansRouter.Grains.Tenants;
using OrleansRouter.Routing.Decisions;
using OrleansRouter.Routing.Policies;

namespace OrleansRouter.Gateway.Selection;

/// <summary>Lets a policy choose: filters the candidates, encodes the prompt, decides, and writes the receipt.</summary>
internal sealed class PolicySelector(
    PolicyCache policies,
    RolloutTrials trials,
    HealthFilter health,
    SessionModels sessions,
    GatewayOptions options,
    GatewayMetrics metrics,
    TimeProvider time)
{
    /// <exception cref="ApiException">There is no such policy, or no model is eligible.</exception>
    public async ValueTask<RoutePlan> SelectAsync(
        RoutingSnapshot snapshot, RequestedModel requested, RoutingInput input, DecisionRecord draft, TenantState tenant)
    {
        PolicyInfo info = FindPolicy(snapshot, requested, draft.TenantId, tenant);
        Policy policy = await policies.GetAsync(info.ContentHash);
        long start = time.GetTimestamp();
        (IReadOnlyList<ModelEntry> eligible, IReadOnlyList<Refusal> refused) = CandidateFilter.Apply(snapshot.ModelsOf(tenant), input);
        var decisionInput = new DecisionInput
        {
            Candidates = [.. eligible.Select(m => new Candidate(m.Id, ExpectedCostUsd(m, input)))],
            Preference = input.Knobs.Apply(tenant.Preference),
            ExplorationFloor = tenant.ExplorationFloor,
            Draw = Random.Shared.NextDouble(),
            MaxCostUsd = input.Knobs.MaxCostUsd,
            QualityThreshold = requested.Threshold,
        };
        SessionKey? session = tenant.SessionAffinity && input.Knobs.Session is { } name ? new SessionKey(draft.TenantId, name) : null;
        var question = new Question(draft.TenantId, input.Prompt, decisionInput, eligible, session);
        var choice = new Choice(info, policy, Decide(info, policy, question));
        if (requested.PolicyId is null && await trials.FindAsync(snapshot, draft.TenantId, tenant) is { } trial)
        {
            choice = Try(trial, choice, question);
        }

        metrics.Decided(choice.Info.PolicyId, time.GetElapsedTime(start));
        return Plan(choice, question, snapshot, draft, input, refused);
    }

    private RoutePlan Plan(
        Choice choice, Question question, RoutingSnapshot snapshot, DecisionRecord draft, RoutingInput input, IReadOnlyList<Refusal> refused)
    {
        (PolicyInfo info, Policy policy, PolicyVerdict verdict) = choice;
        string chosen = verdict.Decision.ModelId ?? throw DecisionErrors.NoModel(verdict.Decision, info.PolicyId, policy, refused);
        return new RoutePlan
        {
            Record = draft with
            {
                ModelId = chosen,
                Propensity = verdict.Propensity,
                PolicyHash = policy.ContentHash,
                Origin = verdict.Origin,
                ReceiptJson = verdict.Receipt.ToJson(),
            },
            Order = [.. verdict.Fallbacks.Take(options.MaxFallbacks).Prepend(chosen).Select(id => question.Eligible.First(m => m.Id == id))],
            Input = input,
            Session = question.Session,
            Choice = new PolicyChoice(
                info.PolicyId, info.Family, question.Input.Preference, verdict.Decision, [.. refused, .. verdict.SetAside], BestFixed(snapshot, policy)),
        };
    }

    private static PolicyInfo FindPolicy(RoutingSnapshot snapshot, RequestedModel requested, string tenantId, TenantState tenant)
    {
        if ((requested.PolicyId ?? snapshot.PolicyIdOf(tenantId, tenant)) is not { } id)
        {
            throw ApiError.Unavailable("This installation has no default policy yet.", "no_policy").AsException();
        }

        // What serves the tenant was given to it; what it asks for must be open to it.
        bool isOpen = requested.PolicyId is null || PolicyOwners.IsOpenTo(tenantId, id);
        return isOpen && snapshot.Policies.TryGetValue(id, out PolicyInfo? found) ? found : throw NoPolicy(snapshot, id, tenantId);
    }

    private static ApiException NoPolicy(RoutingSnapshot snapshot, string id, string tenantId)
    {
        IEnumerable<string> open = snapshot.Policies.Keys.Where(p => PolicyOwners.IsOpenTo(tenantId, p)).Order(StringComparer.Ordinal).Take(50);
        return ApiError.NotFound($"No policy '{id}'; there are: {string.Join(", ", open)}.", "model", "policy_not_found").AsException();
    }

    /// <summary>Puts a request to the second policy of a rollout too, and lets one of the two decide.</summary>
    private Choice Try(Trial trial, Choice serving, Question question)
    {
        // A session that is under way has its own rule, whichever policy would decide; its requests say nothing of policies.
        bool isOpen = serving.Verdict.Decision.ModelId is not null && (question.Session is not { } session || sessions.Find(session) is null);
        if (!isOpen || DecideSecond(trial, question with { Session = null }) is not { } second)
        {
            return serving;
        }

        RolloutAssignment assignment = trial.Assign(
            (serving.Policy.ContentHash, serving.Verdict.Decision), second.Decision, Random.Shared.NextDouble());
        Choice choice = trial.IsDecidedBySecond(assignment) ? new Choice(trial.Info, trial.Policy, second) : serving;
        return choice with { Verdict = choice.Verdict with { Receipt = choice.Verdict.Receipt with { Rollout = assignment } } };
    }

    /// <summary>Null: the second policy can choose nothing, and the first decides alone.</summary>
    private PolicyVerdict? DecideSecond(Trial trial, Question question)
    {
        try
        {
            PolicyVerdict verdict = Decide(trial.Info, trial.Policy, question);
            return verdict.Decision.ModelId is null ? null : verdict;
        }
        catch (Exception exception) when (exception is ApiException or InvalidOperationException)
        {
            trials.Failed(exception, question.TenantId, trial.Info);
            return null;
        }
    }

    private PolicyVerdict Decide(PolicyInfo info, Policy policy, Question question)
    {
        string owner = $"Tenant '{question.TenantId}', policy '{info.PolicyId}'";
        float[] rented = ArrayPool<float>.Shared.Rent(policy.Encoder.Dimensions);
        try
        {
            Memory<float> embedding = rented.AsMemory(0, policy.Encoder.Dimensions);
            policy.Encoder.Encode(question.Prompt, embedding.Span);
            var narrowing = new Narrowing(question.Input, narrowed => Decider.Decide(policy, embedding.Span, narrowed, owner));
            narrowing.ToHealthy(health.Apply(question.Eligible));
            string origin = question.Session is { } asked ? narrowing.ToSession(sessions.Find(asked), metrics) : DecisionOrigins.Policy;
            var receipt = DecisionReceipt.Of(policy, embedding.Span, narrowing.Input, narrowing.Decision);
            return new PolicyVerdict(narrowing.Decision, receipt, origin, narrowing.Fallbacks, narrowing.SetAside);
        }
        catch (ArgumentException exception)
        {
            // Every number of the request was checked before; what is left is a setting of the tenant that does not fit the candidates.
            throw ApiError.InvalidRequest(exception.Message, code: "invalid_settings").AsException();
        }
        finally
        {
            ArrayPool<float>.Shared.Return(rented);
        }
    }

    private static ModelEntry? BestFixed(RoutingSnapshot snapshot, Policy policy) =>
        snapshot.FindModel(policy.Summary.BestFixedModelId) is { Problem: null } model ? model : null;

    /// <summary>
    /// What the request will cost at present prices: its own tokens, and as many as an answer usually has or the client allows.
    /// </summary>
    private double ExpectedCostUsd(ModelEntry model, RoutingInput input) =>
        model.CostUsd(input.InputTokens, Math.Min(input.MaxOutputTokens ?? int.MaxValue, options.ExpectedOutputTokens));

    /// <summary>What policies are asked.</summary>
    private sealed record Question(
        string TenantId, string Prompt, DecisionInput Input, IReadOnlyList<ModelEntry> Eligible, SessionKey? Session);

    /// <summary>A policy and what it decided.</summary>
    private sealed record Choice(PolicyInfo Info, Policy Policy, PolicyVerdict Verdict);
}
