using OrleansRouter.Learning;
using OrleansRouter.Learning.Statistics;

namespace OrleansRouter.Routing.MetaRouter;

/// <summary>The factor c &gt; 0 of a <see cref="GoldNormalisation"/>.</summary>
public static class NormalisationFactor
{
    /// <summary>The factor of one kind.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="gold">r, at least one, finite.</param>
    /// <param name="preference">y, at least one, finite.</param>
    /// <returns>c; 1 where gold or preference does not vary (for magnitude: is all 0), since then no scale is better than another.</returns>
    /// <exception cref="ArgumentException">The labels are such that the best factor is not positive.</exception>
    public static double Of(GoldNormalisation kind, double[] gold, double[] preference) => kind switch
    {
        GoldNormalisation.None => 1,
        GoldNormalisation.Magnitude => Magnitude(gold, preference),
        GoldNormalisation.Variance => Variance(gold, preference),
        GoldNormalisation.Wasserstein => Wasserstein(gold, preference),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, $"Expected one of {string.Join(", ", Enum.GetNames<GoldNormalisation>())}."),
    };

    /// <summary>c = max|y|/max|r|.</summary>
    [Paper("Meta-Router", "remark 1 (1)")]
    internal static double Magnitude(double[] gold, double[] preference) => Ratio(preference.Max(Math.Abs), gold.Max(Math.Abs));

    /// <summary>c = sd(y)/sd(r).</summary>
    [Paper("Meta-Router", "remark 1 (2)")]
    internal static double Variance(double[] gold, double[] preference) => Ratio(Moments.Of(preference).StandardDeviation, Moments.Of(gold).StandardDeviation);

    /// <summary>c = argmin W₂(c·r, y) = ∫Q_r(u)Q_y(u)du/∫Q_r(u)²du, with the quantile functions Q of the two samples.</summary>
    [Paper("Meta-Router", "remark 1 (3)")]
    internal static double Wasserstein(double[] gold, double[] preference)
    {
        double[] r = [.. gold.Order()], y = [.. preference.Order()];
        double products = 0, squares = 0, u = 0;
        for ((int i, int j) = (0, 0); i < r.Length && j < y.Length;)
        {
            // Both quantile functions are constant up to the next multiple of 1/n or 1/m.
            double nextR = (i + 1.0) / r.Length, nextY = (j + 1.0) / y.Length, next = Math.Min(nextR, nextY);
            products += (next - u) * r[i] * y[j];
            squares += (next - u) * r[i] * r[i];
            u = next;
            i += nextR <= next ? 1 : 0;
            j += nextY <= next ? 1 : 0;
        }

        double factor = Ratio(products, squares);
        return factor > 0
            ? factor
            : throw new ArgumentException($"The factor that brings gold gains closest to preferences is {factor:R}; it must be positive. Use another normalisation.");
    }

    private static double Ratio(double numerator, double denominator) => numerator != 0 && denominator != 0 ? numerator / denominator : 1;
}
