using OrleansRouter.Routing.Data;
using OrleansRouter.Routing.Families;

namespace OrleansRouter.Routing.Evaluation;

/// <summary>What a policy earns on one query, in expectation over its own randomness.</summary>
/// <param name="Score">Score of the chosen model.</param>
/// <param name="CostUsd">Its cost in US dollars.</param>
/// <param name="NormalisedCost">min(cost/τ, 1).</param>
internal readonly record struct RowOutcome(double Score, double CostUsd, double NormalisedCost)
{
    /// <summary>What model <paramref name="k"/> earned on query <paramref name="row"/>.</summary>
    public static RowOutcome Of(ScoreTable table, int row, int k, double costCapUsd)
    {
        double cost = table.CostsUsd[row, k];
        return new RowOutcome(table.Scores[row, k], cost, Math.Min(cost / costCapUsd, 1));
    }

    /// <summary>Which models have both a score and a cost on a query; only they can be chosen there.</summary>
    public static bool[] Known(ScoreTable table, int row) =>
        [.. Enumerable.Range(0, table.Models.Count).Select(k => double.IsFinite(table.Scores[row, k] + table.CostsUsd[row, k]))];

    /// <summary>The expectation under the router's own distribution over the known models.</summary>
    public static RowOutcome Expected(IRouter router, ReadOnlySpan<float> embedding, Preference preference, ScoreTable table, int row, double costCapUsd)
    {
        var scores = new CandidateScore[table.Models.Count];
        double[] probabilities = new double[scores.Length];
        router.Score(embedding, preference, scores);
        router.Distribution(embedding, preference, scores, Known(table, row), probabilities);
        double score = 0, cost = 0, normalised = 0;
        for (int k = 0; k < probabilities.Length; k++)
        {
            if (probabilities[k] > 0)
            {
                RowOutcome outcome = Of(table, row, k, costCapUsd);
                score += probabilities[k] * outcome.Score;
                cost += probabilities[k] * outcome.CostUsd;
                normalised += probabilities[k] * outcome.NormalisedCost;
            }
        }

        return new RowOutcome(score, cost, normalised);
    }

    /// <summary>The known model of the largest true utility; on ties the cheaper, then the first.</summary>
    public static RowOutcome Oracle(Preference preference, ScoreTable table, int row, double costCapUsd)
    {
        bool[] known = Known(table, row);
        return Enumerable.Range(0, known.Length)
            .Where(k => known[k])
            .Select(k => Of(table, row, k, costCapUsd))
            .OrderByDescending(o => o.Utility(preference))
            .ThenBy(o => o.CostUsd)
            .First();
    }

    /// <summary>w_q·score − λ·normalised cost.</summary>
    public double Utility(Preference preference) => preference.Utility(Score, NormalisedCost, 0);
}
