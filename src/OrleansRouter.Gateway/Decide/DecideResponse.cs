using OrleansRouter.Gateway.Selection;
using OrleansRouter.Grains.Decisions;
using OrleansRouter.Routing;
using OrleansRouter.Routing.Decisions;

namespace OrleansRouter.Gateway.Decide;

/// <summary>A decision and everything that led to it.</summary>
internal sealed record DecideResponse
{
    /// <summary>For feedback and the receipt; null when the decision was not recorded.</summary>
    public required string? DecisionId { get; init; }

    /// <summary>The chosen model.</summary>
    public required string Model { get; init; }

    /// <summary>The probability of this choice among the candidates, in (0, 1].</summary>
    public required double Propensity { get; init; }

    /// <summary>Id of the policy that chose.</summary>
    public required string Policy { get; init; }

    /// <summary>The family that trained it.</summary>
    public required string Family { get; init; }

    /// <summary>The weights that held for this request.</summary>
    public required Preference Preference { get; init; }

    /// <summary>The choice in one line.</summary>
    public required string Why { get; init; }

    /// <summary>The candidates, best first.</summary>
    public required IReadOnlyList<DecideCandidate> Candidates { get; init; }

    /// <summary>The models that could not be chosen.</summary>
    public required IReadOnlyList<Refusal> Excluded { get; init; }

    public static DecideResponse Of(DecisionRecord record, PolicyChoice choice, bool isRecorded) => new()
    {
        DecisionId = isRecorded ? record.DecisionId : null,
        Model = record.ModelId,
        Propensity = record.Propensity,
        Policy = choice.PolicyId,
        Family = choice.Family,
        Preference = choice.Preference,
        Why = choice.Decision.Explain(),
        Candidates = [.. choice.Decision.Ranking.Select(DecideCandidate.Of)],
        Excluded = [.. choice.Refused, .. choice.Decision.Excluded.Select(e => new Refusal(e.ModelId, Reason(e)))],
    };

    private static string Reason(ExcludedCandidate excluded) => excluded.Reason switch
    {
        ExclusionReason.OverMaxCost =>
            FormattableString.Invariant($"expected to cost ${excluded.CostUsd:0.########}, more than max_cost_usd"),
        _ => "the policy was not trained on it",
    };
}

/// <summary>One candidate of a decision.</summary>
internal sealed record DecideCandidate(
    string Model,
    double ExpectedQuality,
    double ExpectedCostUsd,
    double NormalisedCost,
    double Risk,
    double Utility,
    double Propensity,
    string Why)
{
    public static DecideCandidate Of(RankedCandidate candidate) => new(
        candidate.ModelId,
        candidate.Quality,
        candidate.CostUsd,
        candidate.NormalisedCost,
        candidate.Risk,
        candidate.Utility,
        candidate.Propensity,
        candidate.ToString());
}
