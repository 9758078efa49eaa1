using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Routing.Barp.Estimates;

/// <summary>
/// How much each of several ways to predict quality counts: exp(−t²/2), t being by how many standard errors routing with it earns less than
/// routing with the best. What a choice earns is the mean over preferences w_c = 0.05 … 0.95 of the doubly robust estimate
/// r̂ + seen/inclusion·(r − r̂) for the model of the largest w_q·q̂ − w_c·ĉ.
/// </summary>
internal static class PathWeights
{
    private const int Preferences = 10;
    // An outcome that was rather unlikely to be seen may not outweigh more than 20 others.
    private const double SmallestInclusion = 0.05;

    /// <summary>The weights, summing to 1.</summary>
    /// <param name="quality">The ways: n × K out-of-sample predictions each, from the weakest penalty to the strongest.</param>
    /// <param name="cost">n × K predicted costs.</param>
    /// <param name="seen">What was seen.</param>
    public static double[] Of(Matrix<double>[] quality, Matrix<double> cost, SeenOutcomes seen)
    {
        Matrix<double> reference = quality[quality.Length / 2];
        double[][] earned = [.. quality.Select(q => Earned(q, reference, cost, seen))];
        int best = Enumerable.Range(0, earned.Length).Reverse().MaxBy(p => earned[p].Sum());
        double[] weights = [.. earned.Select(e => Weight(earned[best], e))];
        double sum = weights.Sum();
        return [.. weights.Select(w => w / sum)];
    }

    /// <summary>Per query what routing by <paramref name="quality"/> is estimated to earn.</summary>
    private static double[] Earned(Matrix<double> quality, Matrix<double> reference, Matrix<double> cost, SeenOutcomes seen)
    {
        double[] earned = new double[quality.Rows];
        for (int i = 0; i < earned.Length; i++)
        {
            for (int p = 0; p < Preferences; p++)
            {
                var weights = SimplexWeights.OfCost((p + 0.5) / Preferences);
                int arm = Best(weights, quality.Row(i), cost.Row(i));
                double expected = weights.Reward(reference[i, arm], cost[i, arm]);
                double correction = (weights.Reward(seen.Quality[i, arm], seen.Cost[i, arm]) - expected)
                    / Math.Max(seen.Inclusion(i, arm), SmallestInclusion);
                earned[i] += (expected + (double.IsNaN(correction) ? 0 : correction)) / Preferences;
            }
        }

        return earned;
    }

    private static int Best(SimplexWeights weights, ReadOnlySpan<double> quality, ReadOnlySpan<double> cost)
    {
        int best = 0;
        double reward = weights.Reward(quality[0], cost[0]);
        for (int k = 1; k < quality.Length; k++)
        {
            double other = weights.Reward(quality[k], cost[k]);
            (best, reward) = other > reward ? (k, other) : (best, reward);
        }

        return best;
    }

    private static double Weight(double[] best, double[] other)
    {
        double mean = 0, square = 0;
        for (int i = 0; i < best.Length; i++)
        {
            double loss = best[i] - other[i];
            mean += loss / best.Length;
            square += loss * loss / best.Length;
        }

        double variance = (square - (mean * mean)) / best.Length;
        return mean <= 0 ? 1 : variance > 0 ? Math.Exp(-0.5 * mean * mean / variance) : 0;
    }
}
