using OrleansRouter.Learning;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Routing.Dars.Cells;
using OrleansRouter.Routing.Dars.Equations;

namespace OrleansRouter.Routing.Dars.Evaluation;

/// <summary>What chosen models earn in one view of the test queries.</summary>
/// <param name="Quality">Mean quality.</param>
/// <param name="Cost">Mean normalised cost.</param>
internal readonly record struct Earnings(double Quality, double Cost)
{
    /// <summary>U = quality − λ·cost.</summary>
    public double Utility(double costWeight) => Quality - (costWeight * Cost);
}

/// <summary>
/// U_view = (1/n)·Σ_x mean over the observations of the view of (q − λ·c̃) of the model chosen for x: the rewrite view holds other wordings of the
/// test queries, the decode view repeated answers to the queries as they stand. A query counts where all models were observed.
/// </summary>
[Paper("DARS", "appendix C.4, rewrite-based and decoding-based utility")]
internal sealed class TestView
{
    private readonly int[] _rows;
    private readonly Matrix<double> _quality;
    private readonly Matrix<double> _cost;

    private TestView(int[] rows, Matrix<double> quality, Matrix<double> cost)
    {
        _rows = rows;
        _quality = quality;
        _cost = cost;
    }

    /// <summary>The view of other wordings; null when there are none.</summary>
    public static TestView? OfRewrites(DarsData data, int[] test) => Of(data, test, rewrite => rewrite != data.OriginalRewrite);

    /// <summary>The view of the queries as they stand; null when they were not observed so.</summary>
    public static TestView? OfDecodes(DarsData data, int[] test) => Of(data, test, rewrite => rewrite == data.OriginalRewrite);

    /// <summary>What random choices earn in expectation.</summary>
    /// <param name="probabilities">Test queries × models.</param>
    public Earnings Earn(Matrix<double> probabilities)
    {
        double quality = 0, cost = 0;
        foreach (int i in _rows)
        {
            for (int k = 0; k < probabilities.Columns; k++)
            {
                quality += probabilities[i, k] * _quality[i, k];
                cost += probabilities[i, k] * _cost[i, k];
            }
        }

        return new Earnings(quality / _rows.Length, cost / _rows.Length);
    }

    /// <summary>What one model earns throughout.</summary>
    public Earnings Fixed(int model) => Earn(Choosing(_ => model));

    /// <summary>What choosing the best of every query in hindsight earns.</summary>
    public Earnings Oracle(double costWeight) => Earn(Choosing(i =>
        HardLabel.Of([.. Enumerable.Range(0, _quality.Columns).Select(k => new Earnings(_quality[i, k], _cost[i, k]).Utility(costWeight))])));

    private Matrix<double> Choosing(Func<int, int> model)
    {
        var probabilities = new Matrix<double>(_quality.Rows, _quality.Columns);
        foreach (int i in _rows)
        {
            probabilities[i, model(i)] = 1;
        }

        return probabilities;
    }

    private static TestView? Of(DarsData data, int[] test, Func<int, bool> isInView)
    {
        var quality = new Matrix<double>(test.Length, data.Models);
        var cost = new Matrix<double>(test.Length, data.Models);
        List<int> rows = [];
        for (int i = 0; i < test.Length; i++)
        {
            bool complete = true;
            for (int k = 0; k < data.Models; k++)
            {
                int[] observations = Array.FindAll(data.Observations(test[i], k).ToArray(), j => isInView(data.Table.Rewrite[j]));
                complete &= observations.Length > 0;
                if (complete)
                {
                    Capability seen = Capability.Of(ObservedCells.Of(data, observations));
                    (quality[i, k], cost[i, k]) = (seen.MeanQuality, seen.MeanCost);
                }
            }

            if (complete)
            {
                rows.Add(i);
            }
        }

        return rows.Count > 0 ? new TestView([.. rows], quality, cost) : null;
    }
}
