using OrleansRouter.Learning.Serialization;
using OrleansRouter.Routing;
using OrleansRouter.Routing.Families;
using OrleansRouter.Routing.Policies;

namespace OrleansRouter.TestKit.Routing;

/// <summary>A router whose quality is linear in the embedding and which draws from softmax(quality / temperature).</summary>
public sealed class SoftRouter(double temperature, params double[][] weights) : IRouter
{
    public IReadOnlyList<string> Models { get; } = [.. Enumerable.Range(0, weights.Length).Select(k => $"m{k}")];

    public int FeatureCount => new LetterEncoder().Dimensions;

    public void Score(ReadOnlySpan<float> embedding, Preference preference, Span<CandidateScore> scores)
    {
        for (int k = 0; k < scores.Length; k++)
        {
            double quality = 0;
            for (int j = 0; j < embedding.Length; j++)
            {
                quality += weights[k][j] * embedding[j];
            }

            scores[k] = new CandidateScore(quality, 0.5, 0, quality);
        }
    }

    public void Distribution(ReadOnlySpan<CandidateScore> scores, ReadOnlySpan<bool> eligible, Span<double> probabilities)
    {
        double sum = 0;
        for (int k = 0; k < scores.Length; k++)
        {
            probabilities[k] = eligible[k] ? Math.Exp(scores[k].Utility / temperature) : 0;
            sum += probabilities[k];
        }

        for (int k = 0; k < scores.Length; k++)
        {
            probabilities[k] /= sum;
        }
    }

    public void Write(ModelWriter writer)
    {
        writer.Write(temperature);
        foreach (double[] row in weights)
        {
            writer.Write(row);
        }
    }

    /// <summary>A policy around the router; its cost cap is 0.01 USD.</summary>
    public Policy ToPolicy() => new("soft", new NoOptions(), new LetterEncoder(), this, new TrainingSummary
    {
        Source = "test",
        IsSimulated = true,
        Rows = 1,
        Tasks = [],
        Models = [.. Models.Select(id => new ModelSummary(id, 0.5, 0.005, 1))],
        Seed = 1,
        CostCapUsd = 0.01,
        BestFixedModelId = Models[0],
        CheapestModelId = Models[0],
    });
}
