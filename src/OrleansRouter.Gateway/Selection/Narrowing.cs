using OrleansRouter.Gateway.Metrics;
using OrleansRouter.Gateway.Snapshot;
using OrleansRouter.Routing.Decisions;

namespace OrleansRouter.Gateway.Selection;

/// <summary>
/// A decision whose candidates are narrowed down to what is healthy, and to the model of a session. Each step decides again from what is left
/// and is taken back where nothing could be chosen then, so that the receipt and the propensity hold for the candidates that there were.
/// </summary>
/// <param name="input">All candidates.</param>
/// <param name="decide">Decides.</param>
internal sealed class Narrowing(DecisionInput input, Func<DecisionInput, RouteDecision> decide)
{
    private RouteDecision? _decision;

    /// <summary>What was decided from.</summary>
    public DecisionInput Input { get; private set; } = input;

    public RouteDecision Decision => _decision ??= decide(Input);

    /// <summary>Whom to ask when the chosen model fails, best first.</summary>
    public IEnumerable<string> Fallbacks { get; private set; } = [];

    /// <summary>Candidates that were set aside, and why.</summary>
    public IReadOnlyList<Refusal> SetAside { get; private set; } = [];

    /// <summary>Leaves out what rests, unless nothing could be chosen then.</summary>
    public void ToHealthy((IReadOnlyList<ModelEntry> Well, IReadOnlyList<Refusal> Unwell) health)
    {
        if (health.Unwell.Count > 0)
        {
            Try(health.Unwell);
        }

        Fallbacks = Decision.Fallbacks;
    }

    /// <summary>Leaves the model of a session as the only candidate, where it is one.</summary>
    /// <param name="modelId">The model; null: the session is new.</param>
    /// <param name="metrics">Counts it.</param>
    /// <returns>The origin of the decision.</returns>
    public string ToSession(string? modelId, GatewayMetrics metrics)
    {
        bool isKept = modelId is not null && Decision.Ranking.Any(c => c.ModelId == modelId);
        metrics.SessionServed(isKept ? "kept" : modelId is null ? "new" : "moved");
        if (!isKept)
        {
            return DecisionOrigins.Policy;
        }

        string[] others = [.. Decision.Ranking.Select(c => c.ModelId).Where(id => id != modelId)];
        Fallbacks = others;
        Try([.. others.Select(id => new Refusal(id, $"the session keeps to '{modelId}'"))]);
        return DecisionOrigins.Session;
    }

    private void Try(IReadOnlyList<Refusal> without)
    {
        DecisionInput narrowed = Input with { Candidates = [.. Input.Candidates.Where(c => without.All(r => r.Model != c.ModelId))] };
        RouteDecision decision = decide(narrowed);
        if (decision.Status == DecisionStatus.Chosen)
        {
            (Input, _decision, SetAside) = (narrowed, decision, [.. SetAside, .. without]);
        }
    }
}

/// <summary>What a policy decided about a request.</summary>
/// <param name="Decision">The decision.</param>
/// <param name="Receipt">Its receipt.</param>
/// <param name="Origin">One of <see cref="DecisionOrigins"/>.</param>
/// <param name="Fallbacks">Whom to ask when the chosen model fails, best first.</param>
/// <param name="SetAside">Candidates that rest, or that a session kept away from.</param>
internal sealed record PolicyVerdict(
    RouteDecision Decision, DecisionReceipt Receipt, string Origin, IEnumerable<string> Fallbacks, IReadOnlyList<Refusal> SetAside)
{
    /// <summary>The probability with which the model was chosen: of the mixture of two policies where either might have decided.</summary>
    public double Propensity =>
        Receipt.Rollout is { } rollout && Decision.ModelId is { } model ? Math.Min(1, rollout.Mixture(model)) : Decision.Propensity;
}
