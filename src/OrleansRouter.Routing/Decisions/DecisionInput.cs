namespace OrleansRouter.Routing.Decisions;

/// <summary>Everything besides policy and embedding that a decision depends on; equal inputs give the same decision.</summary>
public sealed record DecisionInput
{
    /// <summary>The models that may be chosen; ids distinct, in any order.</summary>
    public required IReadOnlyList<Candidate> Candidates { get; init; }

    /// <summary>Weights of quality, cost and risk.</summary>
    public Preference Preference { get; init; } = Preference.Default;

    /// <summary>ε: the probability that every candidate the policy can score keeps at least; 0 switches exploration off.</summary>
    public double ExplorationFloor { get; init; }

    /// <summary>The uniform number in [0, 1) that picks from the distribution. It is given, so that the decision can be recomputed.</summary>
    public required double Draw { get; init; }

    /// <summary>Candidates with a larger expected cost are left out; null: no limit.</summary>
    public double? MaxCostUsd { get; init; }

    /// <summary>
    /// Null: the router's own rule. Otherwise, as in RouteLLM's <c>router-…-0.11593</c> form, a number in [0, 1]: take the candidate of
    /// the largest expected quality where it beats the cheapest candidate by at least this much, the cheapest elsewhere.
    /// 0 always takes quality, 1 almost always the cheapest.
    /// </summary>
    public double? QualityThreshold { get; init; }

    /// <summary>Returns this input when every number is in range.</summary>
    /// <param name="owner">Whose request it is, for messages, such as "Tenant 'acme', policy 'chat'".</param>
    /// <exception cref="ArgumentException">
    /// A number is out of range, or a candidate is listed twice; the message names owner, value and range.
    /// </exception>
    public DecisionInput Validated(string owner)
    {
        Preference.Validated(owner);
        Require(Draw is >= 0 and < 1, "draw", Draw, "[0, 1)");
        Require(MaxCostUsd is null or (> 0 and < double.PositiveInfinity), "max_cost_usd", MaxCostUsd, "(0, ∞)");
        Require(QualityThreshold is null or (>= 0 and <= 1), "quality threshold", QualityThreshold, "[0, 1]");
        for (int i = 0; i < Candidates.Count; i++)
        {
            Require(Candidates[i].ExpectedCostUsd is null or (>= 0 and < double.PositiveInfinity),
                "expected cost in USD", Candidates[i].ExpectedCostUsd, "[0, ∞)");
            RequireFirst(i, owner);
        }

        return this;

        void Require(bool condition, string name, double? value, string range)
        {
            if (!condition)
            {
                throw new ArgumentException(FormattableString.Invariant($"{owner}: {name} is {value:R}; expected a number in {range}."));
            }
        }
    }

    /// <summary>Compares pairs: there are few candidates, and a set would cost an allocation per request.</summary>
    private void RequireFirst(int index, string owner)
    {
        for (int i = 0; i < index; i++)
        {
            if (Candidates[i].ModelId == Candidates[index].ModelId)
            {
                throw new ArgumentException($"{owner}: candidate '{Candidates[index].ModelId}' is listed twice.");
            }
        }
    }
}

/// <summary>One model that may be chosen.</summary>
/// <param name="ModelId">The model id.</param>
/// <param name="ExpectedCostUsd">
/// What this request is expected to cost at the model's present price, or null to take the policy's own expectation.
/// </param>
public readonly record struct Candidate(string ModelId, double? ExpectedCostUsd = null);
