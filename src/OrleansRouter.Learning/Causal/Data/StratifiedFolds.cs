using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Learning.Causal;

/// <summary>Random folds that share out the rows of either t evenly.</summary>
public static class StratifiedFolds
{
    /// <summary>The fold of every row, from 0 to <paramref name="folds"/> − 1; all 0 for one fold.</summary>
    /// <param name="treated">t of every row.</param>
    /// <param name="folds">K.</param>
    /// <param name="seed">Seed of the random order.</param>
    /// <exception cref="ArgumentException">Some fold would hold no row with t = 1, or none with t = 0.</exception>
    public static int[] Assign(bool[] treated, int folds, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(treated);
        ArgumentOutOfRangeException.ThrowIfLessThan(folds, 1);
        var assigned = new int[treated.Length];
        foreach (bool value in new[] { true, false })
        {
            int[] rows = [.. Enumerable.Range(0, treated.Length).Where(i => treated[i] == value)];
            if (folds > 1 && rows.Length < folds)
            {
                throw new ArgumentException(
                    $"{folds} folds need at least {folds} rows with t = {(value ? 1 : 0)}; there are {rows.Length}. Use fewer folds, or 1 for nuisances fitted in sample.",
                    nameof(folds));
            }

            Rng.Stream(seed, value ? 1UL : 0UL).Shuffle(rows.AsSpan());
            for (int i = 0; i < rows.Length; i++)
            {
                assigned[rows[i]] = i % folds;
            }
        }

        return assigned;
    }
}
