using OrleansRouter.Learning.Serialization;
using OrleansRouter.Routing;
using OrleansRouter.Routing.Families;
using OrleansRouter.Routing.Policies;

namespace OrleansRouter.TestKit.Routing;

/// <summary>A router that expects exactly what a test tells it to: quality, normalised cost and risk per model.</summary>
public sealed class FixedRouter(params (string Id, double Quality, double NormalisedCost, double Risk)[] models) : IRouter
{
    public IReadOnlyList<string> Models { get; } = [.. models.Select(m => m.Id)];

    public int FeatureCount => new LetterEncoder().Dimensions;

    public void Score(ReadOnlySpan<float> embedding, Preference preference, Span<CandidateScore> scores)
    {
        for (int k = 0; k < scores.Length; k++)
        {
            var (_, quality, cost, risk) = models[k];
            scores[k] = new CandidateScore(quality, cost, risk, preference.Utility(quality, cost, risk));
        }
    }

    public void Write(ModelWriter writer)
    {
        foreach (var (id, quality, cost, risk) in models)
        {
            writer.Write(id);
            writer.Write(quality);
            writer.Write(cost);
            writer.Write(risk);
        }
    }

    /// <summary>A policy around the router; its cost cap is 0.01 USD.</summary>
    public Policy ToPolicy() => new("fixed", new NoOptions(), new LetterEncoder(), this, new TrainingSummary
    {
        Source = "test",
        IsSimulated = true,
        Rows = 1,
        Tasks = [],
        Models = [.. models.Select(m => new ModelSummary(m.Id, m.Quality, m.NormalisedCost * 0.01, 1))],
        Seed = 1,
        CostCapUsd = 0.01,
        BestFixedModelId = models.MaxBy(m => m.Quality).Id,
        CheapestModelId = models.MinBy(m => m.NormalisedCost).Id,
    });
}
