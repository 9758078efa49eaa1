using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Trees.Rows;

namespace OrleansRouter.Learning.Trees;

/// <summary>Predictions of training rows by the trees that did not see them: an honest error without a test set.</summary>
/// <param name="Predictions">One per training row; NaN where every tree saw the row.</param>
/// <param name="Score">Over the rows that have a prediction, by weight: R² of a regression, share of right labels (threshold ½) of a classification. NaN without such rows.</param>
[Paper("Breiman 2001", "section 3.1")]
public sealed record OutOfBag(double[] Predictions, double Score)
{
    private const int BlockRows = 256;

    internal static double[] Predict(ForestModel model, RowSet[] inBag, Matrix<float> features, ForestOptions options, FitContext context)
    {
        if (!options.Bootstrap)
        {
            throw new ArgumentException("Out-of-bag predictions need bootstrap samples; the options switch them off.", nameof(options));
        }

        var predictions = new double[features.Rows];
        ParallelLoop.For((features.Rows + BlockRows - 1) / BlockRows, context, block =>
        {
            for (int row = block * BlockRows; row < Math.Min(features.Rows, (block + 1) * BlockRows); row++)
            {
                predictions[row] = Predict(model, inBag, features.Row(row), row);
            }
        });
        return predictions;
    }

    internal static double RSquared(double[] predictions, double[] targets, double[]? weights)
    {
        double mean = Mean(predictions, weights, i => targets[i]);
        double total = Mean(predictions, weights, i => (targets[i] - mean) * (targets[i] - mean));
        return 1 - (Mean(predictions, weights, i => (targets[i] - predictions[i]) * (targets[i] - predictions[i])) / total);
    }

    internal static double Accuracy(double[] predictions, bool[] labels, double[]? weights) =>
        Mean(predictions, weights, i => predictions[i] > 0.5 == labels[i] ? 1 : 0);

    private static double Predict(ForestModel model, RowSet[] inBag, ReadOnlySpan<float> features, int row)
    {
        double sum = 0;
        int trees = 0;
        for (int t = 0; t < inBag.Length; t++)
        {
            if (!inBag[t].Contains(row))
            {
                sum += model.Trees.Predict(t, features);
                trees++;
            }
        }

        return trees > 0 ? sum / trees : double.NaN;
    }

    /// <summary>Weighted mean over the rows that have a prediction.</summary>
    private static double Mean(double[] predictions, double[]? weights, Func<int, double> value)
    {
        double sum = 0, total = 0;
        for (int i = 0; i < predictions.Length; i++)
        {
            if (!double.IsNaN(predictions[i]))
            {
                double weight = weights?[i] ?? 1;
                sum += weight * value(i);
                total += weight;
            }
        }

        return sum / total;
    }
}
