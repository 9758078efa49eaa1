using OrleansRouter.Learning;
using OrleansRouter.Learning.Neighbors;
using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Routing.Families.Knn;

/// <summary>Chooses k by <see cref="LeaveOneOutUtility"/>: every row is predicted from its neighbours among the other rows.</summary>
internal static class NeighborCount
{
    private static readonly int[] Grid = [16, 32, 64, 128, 256];

    /// <summary>The k that earns most; ties go to the larger, smoother one.</summary>
    public static int Choose(NearestNeighbors neighbors, NeighborMean mean, Matrix<double> targets, int models, FitContext context)
    {
        int others = targets.Rows - 1;
        if (others < 1)
        {
            return 1;
        }

        int[] candidates = [.. Grid.Select(k => Math.Min(k, others)).Distinct()];
        var indices = new Matrix<int>(targets.Rows, candidates[^1] + 1);
        var distances = new Matrix<float>(targets.Rows, candidates[^1] + 1);
        neighbors.Search(neighbors.Points, indices, distances, context);
        for (int i = 0; i < targets.Rows; i++)
        {
            RemoveSelf(i, indices.Row(i), distances.Row(i));
        }

        return candidates.Reverse().MaxBy(k => LeaveOneOutUtility.Of(Predict(mean, indices, distances, k, context), targets, models));
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

    private static Matrix<double> Predict(NeighborMean mean, Matrix<int> indices, Matrix<float> distances, int k, FitContext context)
    {
        var predictions = new Matrix<double>(indices.Rows, mean.TargetCount);
        Parallel.For(0, indices.Rows, context.ParallelOptions, i =>
            mean.Predict(indices.Row(i)[..k], distances.Row(i)[..k], predictions.Row(i)));
        return predictions;
    }
}
