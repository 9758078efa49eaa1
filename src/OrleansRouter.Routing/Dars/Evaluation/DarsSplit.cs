using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Routing.Dars.Evaluation;

/// <summary>A division of the queries.</summary>
/// <param name="Train">Queries to learn from.</param>
/// <param name="Test">Queries to test on.</param>
internal sealed record DarsSplit(int[] Train, int[] Test)
{
    private const int PaperTrainQueries = 200;

    /// <summary>The division that the data name (train and test), else random ones whose training sets move evenly along one permutation.</summary>
    /// <exception cref="ArgumentException">There are too few queries.</exception>
    public static IReadOnlyList<DarsSplit> Of(DarsData data, DarsEvaluationOptions options)
    {
        DarsSplit named = new(Named(data, "train"), Named(data, "test"));
        if (named.Train.Length > 0 && named.Test.Length > 0)
        {
            return [named];
        }

        int train = options.TrainQueries ?? Math.Min(PaperTrainQueries, data.Queries / 2);
        if (!(train >= 1 && train < data.Queries))
        {
            throw new ArgumentException($"{data.Table.Source}: {data.Queries} queries cannot be split into {train} training queries and a test set.");
        }

        int[] order = new Rng(options.Seed).Permutation(data.Queries);
        return [.. Enumerable.Range(0, options.Splits).Select(s =>
        {
            int start = (int)((long)order.Length * s / options.Splits);
            int[] rotated = [.. order[start..], .. order[..start]];
            return new DarsSplit(rotated[..train], rotated[train..(train + Math.Min(options.TestQueries ?? int.MaxValue, rotated.Length - train))]);
        })];
    }

    private static int[] Named(DarsData data, string name) => [.. Enumerable.Range(0, data.Queries).Where(i => data.Table.Splits[i] == name)];
}
