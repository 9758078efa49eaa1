using OrleansRouter.Gateway.OpenAi;
using OrleansRouter.Routing.Decisions;
using OrleansRouter.Routing.Policies;

namespace OrleansRouter.Gateway.Selection;

/// <summary>Why no model could be chosen, with everything the client needs to change it.</summary>
internal static class DecisionErrors
{
    private const int MostNamed = 20;

    public static ApiException NoModel(RouteDecision decision, string policyId, Policy policy, IReadOnlyList<Refusal> refused) =>
        (decision.Status switch
        {
            DecisionStatus.NoneAffordable => ApiError.InvalidRequest(
                $"Every eligible model is expected to cost more than max_cost_usd: {Costs(decision)}.",
                "router.max_cost_usd",
                "max_cost_exceeded"),
            DecisionStatus.NoneScored => ApiError.InvalidRequest(
                $"Policy '{policyId}' knows none of the eligible models ({Names(decision.Excluded.Select(e => e.ModelId))}); "
                    + $"it knows: {Names(policy.Router.Models)}.",
                "model",
                "no_eligible_model"),
            _ => ApiError.InvalidRequest($"No model is eligible for this request. {Reasons(refused)}", "model", "no_eligible_model"),
        }).AsException();

    private static string Costs(RouteDecision decision) => Names(
        decision.Excluded.Where(e => e.Reason == ExclusionReason.OverMaxCost).OrderBy(e => e.CostUsd)
            .Select(e => FormattableString.Invariant($"{e.ModelId} ${e.CostUsd:0.########}")));

    private static string Reasons(IReadOnlyList<Refusal> refused) => refused.Count == 0
        ? "This tenant may use no model at all."
        : string.Join("; ", refused.Take(MostNamed).Select(r => $"{r.Model}: {r.Reason}"));

    private static string Names(IEnumerable<string> names) => string.Join(", ", names.Take(MostNamed));
}
