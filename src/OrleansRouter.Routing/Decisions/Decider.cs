using OrleansRouter.Routing.Families;
using OrleansRouter.Routing.Policies;

namespace OrleansRouter.Routing.Decisions;

/// <summary>Chooses a model: a pure function of policy, embedding and input.</summary>
public static class Decider
{
    private const int StackLimit = 64;

    /// <summary>Scores the candidates, mixes in the exploration floor and draws.</summary>
    /// <param name="policy">Scores the models it was trained on.</param>
    /// <param name="embedding">What the policy's encoder made of the prompt.</param>
    /// <param name="input">Candidates, preference, floor, draw and limits.</param>
    /// <param name="owner">Whose request it is, for messages, such as "Tenant 'acme', policy 'chat'".</param>
    /// <returns>The choice with its exact propensity, or a status that says why there is none.</returns>
    /// <exception cref="ArgumentException">A number is out of range, or the embedding has another length.</exception>
    /// <exception cref="InvalidOperationException">The router gave a score that is not finite.</exception>
    public static RouteDecision Decide(Policy policy, ReadOnlySpan<float> embedding, DecisionInput input, string owner = "Decision")
    {
        input.Validated(owner);
        if (embedding.Length != policy.Router.FeatureCount)
        {
            throw new ArgumentException(
                $"{owner}: the embedding has {embedding.Length} values; policy '{policy.Id}' takes {policy.Router.FeatureCount}.");
        }

        int models = policy.Router.Models.Count;
        Span<CandidateScore> scores = models <= StackLimit ? stackalloc CandidateScore[models] : new CandidateScore[models];
        Span<double> costUsd = models <= StackLimit ? stackalloc double[models] : new double[models];
        Span<double> probabilities = models <= StackLimit ? stackalloc double[models] : new double[models];
        Span<bool> eligible = models <= StackLimit ? stackalloc bool[models] : new bool[models];
        policy.Router.Score(embedding, input.Preference, scores);
        RequireFinite(policy, scores);

        List<ExcludedCandidate> excluded = Filter(policy, input, scores, costUsd, eligible);
        int count = eligible.Count(true);
        if (count == 0)
        {
            return None(excluded);
        }

        Distribute(policy.Router, embedding, input, scores, costUsd, eligible, probabilities);
        double floor = ExplorationFloor.Validated(input.ExplorationFloor, count, owner);
        RankedCandidate[] ranking = Rank(policy.Router.Models, input.Preference, floor, scores, costUsd, eligible, probabilities, count);
        RankedCandidate chosen = Pick(ranking, input.Draw);
        return new RouteDecision
        {
            Status = DecisionStatus.Chosen,
            ModelId = chosen.ModelId,
            Propensity = chosen.Propensity,
            Ranking = ranking,
            Excluded = excluded,
        };
    }

    private static void RequireFinite(Policy policy, ReadOnlySpan<CandidateScore> scores)
    {
        for (int k = 0; k < scores.Length; k++)
        {
            CandidateScore s = scores[k];
            if (!double.IsFinite(s.Quality + s.NormalisedCost + s.Risk + s.Utility))
            {
                throw new InvalidOperationException($"Policy '{policy.Id}' scores model '{policy.Router.Models[k]}' with {s}; expected finite numbers.");
            }
        }
    }

    /// <summary>Marks what can be chosen, fills its expected cost, and returns the rest with the reason.</summary>
    private static List<ExcludedCandidate> Filter(
        Policy policy, DecisionInput input, ReadOnlySpan<CandidateScore> scores, Span<double> costUsd, Span<bool> eligible)
    {
        List<ExcludedCandidate> excluded = [];
        eligible.Clear();
        for (int i = 0; i < input.Candidates.Count; i++)
        {
            Candidate candidate = input.Candidates[i];
            int k = policy.IndexOf(candidate.ModelId);
            double? cost = candidate.ExpectedCostUsd ?? (k < 0 ? null : scores[k].NormalisedCost * policy.Summary.CostCapUsd);
            if (k >= 0 && (input.MaxCostUsd is null || cost <= input.MaxCostUsd))
            {
                eligible[k] = true;
                costUsd[k] = cost.GetValueOrDefault();
            }
            else
            {
                ExclusionReason reason = k < 0 ? ExclusionReason.Unscored : ExclusionReason.OverMaxCost;
                excluded.Add(new ExcludedCandidate(candidate.ModelId, reason, cost));
            }
        }

        return excluded;
    }

    private static RouteDecision None(List<ExcludedCandidate> excluded) => new()
    {
        Status = excluded.Count == 0 ? DecisionStatus.NoCandidates
            : excluded.Exists(c => c.Reason == ExclusionReason.OverMaxCost) ? DecisionStatus.NoneAffordable
            : DecisionStatus.NoneScored,
        ModelId = null,
        Propensity = 0,
        Ranking = [],
        Excluded = excluded,
    };

    private static void Distribute(
        IRouter router,
        ReadOnlySpan<float> embedding,
        DecisionInput input,
        ReadOnlySpan<CandidateScore> scores,
        ReadOnlySpan<double> costUsd,
        ReadOnlySpan<bool> eligible,
        Span<double> probabilities)
    {
        if (input.QualityThreshold is { } threshold)
        {
            probabilities.Clear();
            probabilities[QualityThreshold.Choose(threshold, scores, costUsd, eligible)] = 1;
        }
        else
        {
            router.Distribution(embedding, input.Preference, scores, eligible, probabilities);
        }
    }

    /// <summary>Insertion sort by falling utility: stable, and there are few models.</summary>
    private static RankedCandidate[] Rank(
        IReadOnlyList<string> models,
        Preference preference,
        double floor,
        ReadOnlySpan<CandidateScore> scores,
        ReadOnlySpan<double> costUsd,
        ReadOnlySpan<bool> eligible,
        ReadOnlySpan<double> probabilities,
        int count)
    {
        var ranking = new RankedCandidate[count];
        int filled = 0;
        for (int k = 0; k < scores.Length; k++)
        {
            if (!eligible[k])
            {
                continue;
            }

            CandidateScore s = scores[k];
            int place = filled++;
            for (; place > 0 && ranking[place - 1].Utility < s.Utility; place--)
            {
                ranking[place] = ranking[place - 1];
            }

            double propensity = ExplorationFloor.Mix(probabilities[k], floor, count);
            ranking[place] = new RankedCandidate(
                models[k], s.Quality, costUsd[k], s.NormalisedCost, s.Risk, s.Utility, propensity, Terms(preference, s));
        }

        return ranking;
    }

    private static UtilityTerms Terms(Preference preference, CandidateScore s) => new(
        preference.QualityWeight * s.Quality, -preference.CostWeight * s.NormalisedCost, -preference.RiskAversion * s.Risk);

    /// <summary>The candidate in whose share of [0, 1) the draw falls; rounding at the upper end goes to the last that can be chosen.</summary>
    private static RankedCandidate Pick(RankedCandidate[] ranking, double draw)
    {
        double cumulative = 0;
        foreach (RankedCandidate candidate in ranking)
        {
            cumulative += candidate.Propensity;
            if (draw < cumulative)
            {
                return candidate;
            }
        }

        return Array.FindLast(ranking, c => c.Propensity > 0);
    }
}
