using System.Numerics.Tensors;
using OrleansRouter.Routing.Families;

namespace OrleansRouter.Routing.Online.Linear;

/// <summary>What is expected of one model on one query before any online outcome.</summary>
internal readonly record struct BaseExpectation(double Quality, double NormalisedCost, double Risk)
{
    private const int StackLimit = 64;

    /// <summary>Combines what the base router expects of its own models into what is expected of every model.</summary>
    /// <param name="router">The base router.</param>
    /// <param name="priors">The combinations.</param>
    /// <param name="embedding">The query.</param>
    /// <param name="preference">The weights of the request.</param>
    /// <param name="expected">Destination, one per model.</param>
    public static void Fill(
        IRouter router, ModelPriors priors, ReadOnlySpan<float> embedding, Preference preference, Span<BaseExpectation> expected)
    {
        int known = priors.Known;
        Span<CandidateScore> scores = known <= StackLimit ? stackalloc CandidateScore[known] : new CandidateScore[known];
        Span<double> values = known <= StackLimit ? stackalloc double[3 * known] : new double[3 * known];
        router.Score(embedding, preference, scores);
        for (int j = 0; j < known; j++)
        {
            (values[j], values[known + j], values[(2 * known) + j]) = (scores[j].Quality, scores[j].NormalisedCost, scores[j].Risk);
        }

        for (int k = 0; k < expected.Length; k++)
        {
            ReadOnlySpan<double> quality = priors.Quality.Row(k);
            expected[k] = new BaseExpectation(
                TensorPrimitives.Dot(quality, values[..known]),
                TensorPrimitives.Dot<double>(priors.Cost.Row(k), values.Slice(known, known)),
                TensorPrimitives.Dot(quality, values.Slice(2 * known, known)));
        }
    }
}
