using OrleansRouter.Learning.Numerics;
using OrleansRouter.Routing.Data;

namespace OrleansRouter.Routing.Evaluation;

/// <summary>A random division of the queries of a table.</summary>
/// <param name="Seed">Seed of the division.</param>
/// <param name="Train">Rows to learn from.</param>
/// <param name="Test">Rows to test on; each has a model with both a score and a cost.</param>
internal sealed record HeldOutSplit(ulong Seed, int[] Train, int[] Test)
{
    /// <summary>Divides the rows: the first share of a random permutation trains, the rest tests.</summary>
    /// <exception cref="ArgumentException">Either part is empty.</exception>
    public static HeldOutSplit Of(ScoreTable table, double trainShare, ulong seed)
    {
        int[] order = new Rng(seed).Permutation(table.Queries.Count);
        int trainRows = (int)(trainShare * order.Length);
        int[] test = [.. order.Skip(trainRows).Where(i => HasOutcome(table, i))];
        return trainRows > 0 && test.Length > 0
            ? new HeldOutSplit(seed, order[..trainRows], test)
            : throw new ArgumentException($"{table.Source}: {order.Length} queries are too few to hold out a test set.");
    }

    /// <summary>Whether some model has both a score and a cost on a query.</summary>
    public static bool HasOutcome(ScoreTable table, int row) => RowOutcome.Known(table, row).Contains(true);
}
