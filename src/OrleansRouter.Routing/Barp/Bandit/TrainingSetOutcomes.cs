using OrleansRouter.Routing.Families;

namespace OrleansRouter.Routing.Barp.Bandit;

/// <summary>The labels of a training set; a model without both a score and a cost on a query is not eligible there.</summary>
internal sealed class TrainingSetOutcomes(TrainingSet data) : IOutcomeTable
{
    public int Queries => data.Features.Rows;

    public int Arms => data.Models.Count;

    public bool IsEligible(int query, int arm) => double.IsFinite(data.Quality[query, arm] + data.CostUsd[query, arm]);

    public ArmOutcome Read(int query, int arm) => new(data.Quality[query, arm], data.NormaliseCost(data.CostUsd[query, arm]));
}
