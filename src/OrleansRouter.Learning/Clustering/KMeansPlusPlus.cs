using OrleansRouter.Learning.Neighbors;
using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Learning.Clustering;

/// <summary>k-means++: each next centre is a row drawn with probability ∝ w·D², D its distance to the nearest centre so far.</summary>
/// <remarks>Of 2 + ⌊ln k⌋ rows drawn, the one that lowers Σw·D² most is taken (the greedy variant, as in scikit-learn).</remarks>
[Paper("Arthur, Vassilvitskii 2007", "section 2.2")]
internal static class KMeansPlusPlus
{
    /// <summary>Draws k rows as centres. Where the rows have fewer than k distinct values, some centres repeat.</summary>
    /// <param name="rows">n × d, finite.</param>
    /// <param name="weights">Length n, finite and ≥ 0, one positive.</param>
    /// <param name="clusters">k.</param>
    /// <param name="rng">Draws the rows.</param>
    /// <param name="context">Threads and cancellation.</param>
    public static Matrix<double> Draw(Matrix<float> rows, double[] weights, int clusters, Rng rng, FitContext context)
    {
        var squares = new float[rows.Rows]; // D², the distance to no centre being 1 for every row
        Array.Fill(squares, 1f);
        int[] taken = [.. DrawRows(weights, squares, 1, rng)];
        Array.Fill(squares, float.PositiveInfinity);
        TakeBest(rows, weights, taken, squares, context);
        int trials = 2 + (int)Math.Log(clusters);
        while (taken.Length < clusters)
        {
            int[] candidates = DrawRows(weights, squares, trials, rng);
            taken = [.. taken, TakeBest(rows, weights, candidates, squares, context)];
        }

        return new Matrix<double>(clusters, rows.Columns, [.. rows.SelectRows(taken).Values.Select(x => (double)x)]);
    }

    /// <summary>Rows drawn with probability ∝ w·D², or ∝ w once every row coincides with a centre.</summary>
    private static int[] DrawRows(double[] weights, float[] squares, int count, Rng rng)
    {
        var cumulative = new double[weights.Length];
        double total = Accumulate(cumulative, i => weights[i] * squares[i]);
        if (total == 0)
        {
            total = Accumulate(cumulative, i => weights[i]);
        }

        var drawn = new int[count];
        for (int t = 0; t < count; t++)
        {
            drawn[t] = FirstAbove(cumulative, Math.Min(rng.NextDouble() * total, Math.BitDecrement(total)));
        }

        return drawn;
    }

    /// <summary>The candidate that leaves the smallest Σw·D²; <paramref name="squares"/> becomes D² with it among the centres.</summary>
    private static int TakeBest(Matrix<float> rows, double[] weights, int[] candidates, float[] squares, FitContext context)
    {
        var chunks = new RowChunks(rows.Rows);
        float[] points = rows.SelectRows(candidates).Values;
        var lowered = new Matrix<float>(rows.Rows, candidates.Length);
        var potentials = new Matrix<double>(chunks.Count, candidates.Length);
        ParallelLoop.For(chunks.Count, context, c =>
        {
            for (int i = chunks.Start(c); i < chunks.End(c); i++)
            {
                Span<float> squaresWith = lowered.Row(i);
                PairKernel<SquaredDifference>.Sums(rows.Row(i), points, squaresWith);
                for (int t = 0; t < squaresWith.Length; t++)
                {
                    squaresWith[t] = Math.Min(squaresWith[t], squares[i]);
                    potentials[c, t] += weights[i] * squaresWith[t];
                }
            }
        });

        int best = Enumerable.Range(0, candidates.Length).MinBy(t => Enumerable.Range(0, chunks.Count).Sum(c => potentials[c, t]));
        for (int i = 0; i < squares.Length; i++)
        {
            squares[i] = lowered[i, best];
        }

        return candidates[best];
    }

    private static double Accumulate(double[] cumulative, Func<int, double> share)
    {
        double sum = 0;
        for (int i = 0; i < cumulative.Length; i++)
        {
            cumulative[i] = sum += share(i);
        }

        return sum;
    }

    private static int FirstAbove(double[] cumulative, double target)
    {
        int low = 0, high = cumulative.Length - 1;
        while (low < high)
        {
            int middle = low + ((high - low) / 2);
            (low, high) = cumulative[middle] > target ? (low, middle) : (middle + 1, high);
        }

        return low;
    }
}
