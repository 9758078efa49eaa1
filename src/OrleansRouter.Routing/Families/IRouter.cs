using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.Routing.Families;

/// <summary>What a router expects of one model on one query.</summary>
/// <param name="Quality">q̂, in the units of the training scores.</param>
/// <param name="NormalisedCost">ĉ = min(cost / cost cap, 1), in [0, 1].</param>
/// <param name="Risk">σ̂, expected standard deviation of quality; 0 where the family does not estimate it.</param>
/// <param name="Utility">What the router ranks by: U under the preference, or its logit at that preference.</param>
public readonly record struct CandidateScore(double Quality, double NormalisedCost, double Risk, double Utility);

/// <summary>A trained router: immutable, thread-safe, serialisable. Knows embeddings and models, not prompts or tenants.</summary>
public interface IRouter
{
    /// <summary>The K models it can score, ordered as in training.</summary>
    IReadOnlyList<string> Models { get; }

    /// <summary>Length d of the embeddings it takes.</summary>
    int FeatureCount { get; }

    /// <summary>Scores every model; every field is finite.</summary>
    /// <param name="embedding">Length d.</param>
    /// <param name="preference">Validated weights; a larger cost weight never leads to a costlier choice in expectation.</param>
    /// <param name="scores">Destination, length K.</param>
    void Score(ReadOnlySpan<float> embedding, Preference preference, Span<CandidateScore> scores);

    /// <summary>
    /// The probability with which this router takes each model among the eligible ones. Whoever decides asks this; by default the
    /// scores alone determine it.
    /// </summary>
    /// <param name="embedding">Length d.</param>
    /// <param name="preference">Validated weights.</param>
    /// <param name="scores">What <see cref="Score"/> wrote for both, length K.</param>
    /// <param name="eligible">Length K, at least one true.</param>
    /// <param name="probabilities">Destination, length K; sums to 1, 0 where not eligible.</param>
    void Distribution(
        ReadOnlySpan<float> embedding,
        Preference preference,
        ReadOnlySpan<CandidateScore> scores,
        ReadOnlySpan<bool> eligible,
        Span<double> probabilities) => Distribution(scores, eligible, probabilities);

    /// <summary>
    /// The same for a router whose scores alone determine it. By default all weight lies on the largest utility (ties: the first model).
    /// </summary>
    /// <param name="scores">What <see cref="Score"/> wrote, length K.</param>
    /// <param name="eligible">Length K, at least one true.</param>
    /// <param name="probabilities">Destination, length K; sums to 1, 0 where not eligible.</param>
    void Distribution(ReadOnlySpan<CandidateScore> scores, ReadOnlySpan<bool> eligible, Span<double> probabilities) =>
        GreedyDistribution(scores, eligible, probabilities);

    /// <summary>Writes the router; equal routers give equal bytes.</summary>
    void Write(ModelWriter writer);

    /// <summary>All weight on the eligible model of the largest utility; on ties the first.</summary>
    /// <param name="scores">Length K.</param>
    /// <param name="eligible">Length K, at least one true.</param>
    /// <param name="probabilities">Destination, length K.</param>
    static void GreedyDistribution(ReadOnlySpan<CandidateScore> scores, ReadOnlySpan<bool> eligible, Span<double> probabilities)
    {
        int best = eligible.IndexOf(true);
        for (int k = best + 1; k < scores.Length; k++)
        {
            if (eligible[k] && scores[k].Utility > scores[best].Utility)
            {
                best = k;
            }
        }

        probabilities.Clear();
        probabilities[best] = 1;
    }
}
