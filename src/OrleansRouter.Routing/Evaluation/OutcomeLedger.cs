using System.Numerics.Tensors;

namespace OrleansRouter.Routing.Evaluation;

/// <summary>What one policy earned at one cost weight: per query the sum over splits, so that queries can be resampled.</summary>
/// <param name="queries">Number of queries of the whole table.</param>
internal sealed class OutcomeLedger(int queries)
{
    private readonly double[] _score = new double[queries];
    private readonly double[] _costUsd = new double[queries];
    private readonly double[] _normalisedCost = new double[queries];
    private readonly double[] _visits = new double[queries];

    /// <summary>Per split the mean score, cost and normalised cost.</summary>
    public List<RowOutcome> SplitMeans { get; } = [];

    /// <summary>Adds one split; every split weighs the same, however many rows it tests.</summary>
    /// <param name="rows">The tested queries.</param>
    /// <param name="outcomes">What was earned on each.</param>
    public void Add(int[] rows, RowOutcome[] outcomes)
    {
        double weight = 1.0 / rows.Length;
        for (int i = 0; i < rows.Length; i++)
        {
            _score[rows[i]] += weight * outcomes[i].Score;
            _costUsd[rows[i]] += weight * outcomes[i].CostUsd;
            _normalisedCost[rows[i]] += weight * outcomes[i].NormalisedCost;
            _visits[rows[i]] += weight;
        }

        SplitMeans.Add(new RowOutcome(outcomes.Average(o => o.Score), outcomes.Average(o => o.CostUsd), outcomes.Average(o => o.NormalisedCost)));
    }

    /// <summary>The mean over splits and queries, each query counted as often as given; NaN when no tested query is.</summary>
    public RowOutcome Mean(ReadOnlySpan<double> counts)
    {
        double visits = TensorPrimitives.Dot(counts, _visits);
        return new RowOutcome(
            TensorPrimitives.Dot(counts, _score) / visits,
            TensorPrimitives.Dot(counts, _costUsd) / visits,
            TensorPrimitives.Dot(counts, _normalisedCost) / visits);
    }
}
