using OrleansRouter.Learning;
using OrleansRouter.Learning.Neighbors;
using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Routing.Families.Knn;

/// <summary>Chooses k by the leave-one-out error: every row is predicted from its neighbours among the other rows.</summary>
internal static class NeighborCount
{
    private static readonly int[] Grid = [16, 32, 64, 128, 256];

    /// <summary>The k of the smallest squared error, summed over rows and known labels; ties go to the larger, smoother one.</summary>
    public static int Choose(NearestNeighbors neighbors, NeighborMean mean, Matrix<double> labels, FitContext context)
    {
        int others = labels.Rows - 1;
        int[] candidates = [.. Grid.Select(k => Math.Min(k, others)).Distinct()];
        if (candidates[^1] < 1)
        {
            return 1;
        }

        var indices = new Matrix<int>(labels.Rows, candidates[^1] + 1);
        var distances = new Matrix<float>(labels.Rows, candidates[^1] + 1);
        neighbors.Search(neighbors.Points, indices, distances, context);
        double[][] errors = new double[labels.Rows][];
        Parallel.For(0, labels.Rows, context.ParallelOptions, i =>
        {
            RemoveSelf(i, indices.Row(i), distances.Row(i));
            errors[i] = [.. candidates.Select(k => SquaredError(mean, indices.Row(i)[..k], distances.Row(i)[..k], labels.Row(i)))];
        });
        return candidates.Index().Reverse().MinBy(c => errors.Sum(e => e[c.Index])).Item;
    }

    /// <summary>Closes the gap that row i leaves among its own neighbours; the last neighbour goes where duplicates crowd row i out.</summary>
    private static void RemoveSelf(int i, Span<int> indices, Span<float> distances)
    {
        int self = indices.IndexOf(i);
        if (self >= 0)
        {
            indices[(self + 1)..].CopyTo(indices[self..]);
            distances[(self + 1)..].CopyTo(distances[self..]);
        }
    }

    private static double SquaredError(NeighborMean mean, ReadOnlySpan<int> indices, ReadOnlySpan<float> distances, ReadOnlySpan<double> labels)
    {
        double[] predictions = new double[labels.Length];
        mean.Predict(indices, distances, predictions);
        double sum = 0;
        for (int t = 0; t < labels.Length; t++)
        {
            double error = labels[t] - predictions[t];
            sum += double.IsNaN(error) ? 0 : error * error;
        }

        return sum;
    }
}
