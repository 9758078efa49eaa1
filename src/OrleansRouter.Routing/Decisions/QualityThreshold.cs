using OrleansRouter.Learning;
using OrleansRouter.Routing.Families;

namespace OrleansRouter.Routing.Decisions;

/// <summary>
/// RouteLLM's decision rule, carried from two fixed models to any candidates: strong is the candidate of the largest q̂, weak the one of
/// the smallest expected cost; strong is chosen iff q̂_strong − q̂_weak ≥ threshold.
/// </summary>
[Paper("RouteLLM", "routing rule R^α")]
internal static class QualityThreshold
{
    /// <summary>The index of the chosen candidate.</summary>
    /// <param name="threshold">In [0, 1].</param>
    /// <param name="scores">Length K.</param>
    /// <param name="costUsd">Expected costs, length K.</param>
    /// <param name="eligible">Length K, at least one true.</param>
    public static int Choose(
        double threshold, ReadOnlySpan<CandidateScore> scores, ReadOnlySpan<double> costUsd, ReadOnlySpan<bool> eligible)
    {
        int strong = eligible.IndexOf(true);
        int weak = strong;
        for (int k = strong + 1; k < scores.Length; k++)
        {
            if (!eligible[k])
            {
                continue;
            }

            strong = Better(scores[k].Quality, scores[strong].Quality, costUsd[strong], costUsd[k]) ? k : strong;
            weak = Better(costUsd[weak], costUsd[k], scores[k].Quality, scores[weak].Quality) ? k : weak;
        }

        return scores[strong].Quality - scores[weak].Quality >= threshold ? strong : weak;
    }

    /// <summary>Larger in the first pair; on a tie larger in the second.</summary>
    private static bool Better(double challenger, double holder, double challengerOnTie, double holderOnTie) =>
        challenger > holder || (challenger == holder && challengerOnTie > holderOnTie);
}
