using System.Text.Json.Serialization;

namespace OrleansRouter.Routing.Decisions;

/// <summary>What was chosen, with which probability, and what it was chosen from.</summary>
public sealed record RouteDecision
{
    /// <summary>Whether a model was chosen, or why none could be.</summary>
    public required DecisionStatus Status { get; init; }

    /// <summary>The chosen model; null unless <see cref="Status"/> is <see cref="DecisionStatus.Chosen"/>.</summary>
    public required string? ModelId { get; init; }

    /// <summary>The exact probability of this choice among <see cref="Ranking"/>, in (0, 1]; 0 when none was chosen.</summary>
    public required double Propensity { get; init; }

    /// <summary>The candidates that could be chosen, by falling utility; ties in the router's order.</summary>
    public required IReadOnlyList<RankedCandidate> Ranking { get; init; }

    /// <summary>The candidates that could not be chosen; their probability is 0.</summary>
    public required IReadOnlyList<ExcludedCandidate> Excluded { get; init; }

    /// <summary>Whom to ask when the chosen model fails: the rest of the ranking, best first.</summary>
    [JsonIgnore]
    public IEnumerable<string> Fallbacks => Ranking.Select(c => c.ModelId).Where(id => id != ModelId);

    /// <summary>One line for people: the terms of the choice, its rank and its probability, or why there is none.</summary>
    public string Explain()
    {
        for (int rank = 0; rank < Ranking.Count; rank++)
        {
            RankedCandidate candidate = Ranking[rank];
            if (candidate.ModelId == ModelId)
            {
                return FormattableString.Invariant(
                    $"{candidate}; rank {rank + 1} of {Ranking.Count}; taken with probability {Propensity:0.####}");
            }
        }

        return Status switch
        {
            DecisionStatus.NoneScored => "The policy knows none of the candidates.",
            DecisionStatus.NoneAffordable => "Every candidate that the policy knows costs more than max_cost_usd.",
            _ => "There are no candidates.",
        };
    }
}

/// <summary>How a decision ended.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DecisionStatus>))]
public enum DecisionStatus
{
    /// <summary>A model was chosen.</summary>
    Chosen,

    /// <summary>There were no candidates at all.</summary>
    NoCandidates,

    /// <summary>The policy knows none of the candidates.</summary>
    NoneScored,

    /// <summary>Every candidate that the policy knows costs more than the request allows.</summary>
    NoneAffordable,
}

/// <summary>One candidate that could be chosen.</summary>
/// <param name="ModelId">The model id.</param>
/// <param name="Quality">q̂, in the units of the training scores.</param>
/// <param name="CostUsd">The expected cost: as given with the candidate, else ĉ·τ (which counts no call dearer than the cost cap τ).</param>
/// <param name="NormalisedCost">ĉ, in [0, 1].</param>
/// <param name="Risk">σ̂.</param>
/// <param name="Utility">What the ranking sorts by: the sum of <paramref name="Terms"/>, or the router's own score where it has another rule.</param>
/// <param name="Propensity">The probability with which this candidate is chosen.</param>
/// <param name="Terms">Why: what quality, cost and risk add to the utility under the preference.</param>
public readonly record struct RankedCandidate(
    string ModelId,
    double Quality,
    double CostUsd,
    double NormalisedCost,
    double Risk,
    double Utility,
    double Propensity,
    UtilityTerms Terms)
{
    /// <summary>The terms and the utility for people.</summary>
    public override string ToString() => FormattableString.Invariant(
        $"{ModelId}: quality {Terms.Quality:+0.####;-0.####;0}, cost {Terms.Cost:+0.####;-0.####;0}, risk {Terms.Risk:+0.####;-0.####;0}, utility {Utility:0.####}");
}

/// <summary>The additive terms of the utility.</summary>
/// <param name="Quality">w_q·q̂.</param>
/// <param name="Cost">−λ·ĉ.</param>
/// <param name="Risk">−β·σ̂.</param>
public readonly record struct UtilityTerms(double Quality, double Cost, double Risk);

/// <summary>One candidate that could not be chosen.</summary>
/// <param name="ModelId">The model id.</param>
/// <param name="Reason">Why not.</param>
/// <param name="CostUsd">The expected cost, where it is known.</param>
public readonly record struct ExcludedCandidate(string ModelId, ExclusionReason Reason, double? CostUsd);

/// <summary>Why a candidate could not be chosen.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ExclusionReason>))]
public enum ExclusionReason
{
    /// <summary>The policy was not trained on it.</summary>
    Unscored,

    /// <summary>Its expected cost exceeds the request's limit.</summary>
    OverMaxCost,
}
