using OrleansRouter.Learning;

namespace OrleansRouter.Routing.MetaRouter.Evaluation;

/// <summary>
/// TE(ρ) = Σ r over the queries that go to the primary model when the share ρ of largest m̂ does, for all ρ at once. Queries of equal m̂ are taken
/// in random order, and the exact expectation over that order is given; between whole numbers of queries TE is interpolated.
/// </summary>
[Paper("Meta-Router", "section 4, total efficiency")]
public static class EfficiencyCurve
{
    /// <summary>TE at every usage ratio.</summary>
    /// <param name="predictions">m̂ of each test query, finite.</param>
    /// <param name="gains">r of each test query.</param>
    /// <param name="usageRatios">ρ in [0, 1], ascending.</param>
    public static double[] Of(double[] predictions, double[] gains, IReadOnlyList<double> usageRatios)
    {
        int[] order = [.. Enumerable.Range(0, predictions.Length)];
        Array.Sort(order, (a, b) => predictions[b].CompareTo(predictions[a]));
        double[] sums = CumulativeSums(order, predictions, gains);
        return [.. usageRatios.Select(ratio => At(sums, ratio * gains.Length))];
    }

    /// <summary>Expected Σ r of the first 0, 1, …, n queries.</summary>
    private static double[] CumulativeSums(int[] order, double[] predictions, double[] gains)
    {
        var sums = new double[order.Length + 1];
        for (int start = 0, end; start < order.Length; start = end)
        {
            double tie = 0;
            for (end = start; end < order.Length && predictions[order[end]] == predictions[order[start]]; end++)
            {
                tie += gains[order[end]];
            }

            for (int i = start; i < end; i++)
            {
                sums[i + 1] = sums[start] + (tie * (i + 1 - start) / (end - start));
            }
        }

        return sums;
    }

    private static double At(double[] sums, double count)
    {
        int whole = Math.Min((int)count, sums.Length - 2);
        return sums[whole] + ((count - whole) * (sums[whole + 1] - sums[whole]));
    }
}
