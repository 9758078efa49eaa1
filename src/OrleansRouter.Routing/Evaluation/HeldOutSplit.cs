using OrleansRouter.Learning.Numerics;
using OrleansRouter.Routing.Data;

namespace OrleansRouter.Routing.Evaluation;

/// <summary>A random division of the queries of a table.</summary>
/// <param name="Seed">Seed of whatever is trained on it.</param>
/// <param name="Train">Rows to learn from.</param>
/// <param name="Test">Rows to test on; each has a model with both a score and a cost.</param>
internal sealed record HeldOutSplit(ulong Seed, int[] Train, int[] Test)
{
    /// <summary>Split <paramref name="index"/> of <paramref name="count"/>.</summary>
    /// <remarks>
    /// Every split by itself is a uniformly random one. Together they are balanced: the test rows are windows that move evenly along one
    /// permutation, so that all queries are tested about equally often and lucky or unlucky test sets cancel out.
    /// </remarks>
    /// <exception cref="ArgumentException">Either part is empty.</exception>
    public static HeldOutSplit Of(ScoreTable table, double trainShare, ulong firstSeed, int index, int count)
    {
        int[] order = new Rng(firstSeed).Permutation(table.Queries.Count);
        int testRows = order.Length - (int)(trainShare * order.Length);
        int start = (int)((long)order.Length * index / count);
        int[] rotated = [.. order[start..], .. order[..start]];
        int[] test = Array.FindAll(rotated[..testRows], i => HasOutcome(table, i));
        return testRows < order.Length && test.Length > 0
            ? new HeldOutSplit(firstSeed + (ulong)index, rotated[testRows..], test)
            : throw new ArgumentException($"{table.Source}: {order.Length} queries are too few to hold out a test set.");
    }

    /// <summary>Whether some model has both a score and a cost on a query.</summary>
    public static bool HasOutcome(ScoreTable table, int row) => RowOutcome.Known(table, row).Contains(true);
}
