using OrleansRouter.Learning;

namespace OrleansRouter.Routing.MetaRouter;

/// <summary>Drops the preference rows outside of the region that gold covers, so that nothing is extrapolated into it; gold rows always stay.</summary>
[Paper("Meta-Router", "section 5")]
[Paper("Crump et al. 2009", "rule of thumb [0.1, 0.9]")]
public static class Truncation
{
    /// <summary>Which rows stay.</summary>
    /// <param name="propensity">p̂(s), the chance of being judged by gold, out of fold; length n + m.</param>
    /// <param name="isGold">t, with rows of either kind.</param>
    /// <param name="options">Rule and floor.</param>
    public static bool[] Keep(double[] propensity, bool[] isGold, TruncationOptions options)
    {
        FitGuard.Validated(options);
        int gold = isGold.Count(t => t), preferences = isGold.Length - gold;
        double share = (double)gold / isGold.Length;
        double low = 2 * share * options.Floor, high = 1 - (2 * (1 - share) * options.Floor);
        return [.. propensity.Select((p, i) => isGold[i] || options.Kind switch
        {
            TruncationKind.None => true,
            TruncationKind.Crump => p >= low && p <= high,
            TruncationKind.DensityRatio => DensityRatio.Of(p, gold, preferences) >= options.Floor,
            _ => throw new ArgumentOutOfRangeException(nameof(options), options.Kind, $"Expected one of {string.Join(", ", Enum.GetNames<TruncationKind>())}."),
        })];
    }
}
