using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.Routing.MetaRouter;

/// <summary>How far gold and preference judge the same kind of queries, seen through the out-of-fold propensity p̂ of being judged by gold.</summary>
public sealed record OverlapReport
{
    /// <summary>Number of bins of the histograms, each 0.1 wide.</summary>
    public const int Bins = 10;

    /// <summary>n.</summary>
    public required int GoldRows { get; init; }

    /// <summary>m, before truncation.</summary>
    public required int PreferenceRows { get; init; }

    /// <summary>Share of the preference rows that truncation kept; 1 without truncation.</summary>
    public required double KeptPreferenceShare { get; init; }

    /// <summary>Per bin of p̂ the share of gold rows in it.</summary>
    public required IReadOnlyList<double> GoldHistogram { get; init; }

    /// <summary>Per bin of p̂ the share of preference rows in it.</summary>
    public required IReadOnlyList<double> PreferenceHistogram { get; init; }

    /// <summary>Smallest p̂ of a gold row.</summary>
    public required double MinGoldPropensity { get; init; }

    /// <summary>Largest p̂ of a preference row.</summary>
    public required double MaxPreferencePropensity { get; init; }

    /// <summary>(Σw)²/Σw² over the preference rows, w = p̂/(1 − p̂): how many preference rows speak for the queries of gold; m under perfect overlap.</summary>
    public required double EffectiveSampleSize { get; init; }

    /// <summary>Describes the overlap.</summary>
    /// <param name="propensity">p̂ of every row, in [0, 1].</param>
    /// <param name="isGold">t, with rows of either kind.</param>
    /// <param name="kept">What <see cref="Truncation.Keep"/> gave.</param>
    public static OverlapReport Of(double[] propensity, bool[] isGold, bool[] kept)
    {
        double[] gold = [.. propensity.Where((_, i) => isGold[i])], preference = [.. propensity.Where((_, i) => !isGold[i])];

        // A propensity of 1 would be an infinite weight; it counts as the largest that is not 1.
        double[] weights = [.. preference.Select(p => Math.Min(p, 1 - 1e-9)).Select(p => p / (1 - p))];
        double squares = weights.Sum(w => w * w);
        return new OverlapReport
        {
            GoldRows = gold.Length,
            PreferenceRows = preference.Length,
            KeptPreferenceShare = kept.Where((_, i) => !isGold[i]).Average(k => k ? 1.0 : 0),
            GoldHistogram = Histogram(gold),
            PreferenceHistogram = Histogram(preference),
            MinGoldPropensity = gold.Min(),
            MaxPreferencePropensity = preference.Max(),
            EffectiveSampleSize = squares > 0 ? weights.Sum() * weights.Sum() / squares : 0,
        };
    }

    /// <summary>The mean of several reports, number by number; row counts are rounded.</summary>
    public static OverlapReport Mean(IReadOnlyList<OverlapReport> reports) => new()
    {
        GoldRows = (int)Math.Round(reports.Average(r => r.GoldRows)),
        PreferenceRows = (int)Math.Round(reports.Average(r => r.PreferenceRows)),
        KeptPreferenceShare = reports.Average(r => r.KeptPreferenceShare),
        GoldHistogram = [.. Enumerable.Range(0, Bins).Select(b => reports.Average(r => r.GoldHistogram[b]))],
        PreferenceHistogram = [.. Enumerable.Range(0, Bins).Select(b => reports.Average(r => r.PreferenceHistogram[b]))],
        MinGoldPropensity = reports.Average(r => r.MinGoldPropensity),
        MaxPreferencePropensity = reports.Average(r => r.MaxPreferencePropensity),
        EffectiveSampleSize = reports.Average(r => r.EffectiveSampleSize),
    };

    internal void Write(ModelWriter writer)
    {
        writer.Write(GoldRows);
        writer.Write(PreferenceRows);
        writer.Write([KeptPreferenceShare, MinGoldPropensity, MaxPreferencePropensity, EffectiveSampleSize]);
        writer.Write([.. GoldHistogram]);
        writer.Write([.. PreferenceHistogram]);
    }

    internal static OverlapReport Read(ModelReader reader)
    {
        (int gold, int preference) = (reader.ReadInt32(), reader.ReadInt32());
        return reader.ReadDoubles() is [var kept, var smallest, var largest, var effective]
            ? new OverlapReport
            {
                GoldRows = gold,
                PreferenceRows = preference,
                KeptPreferenceShare = kept,
                MinGoldPropensity = smallest,
                MaxPreferencePropensity = largest,
                EffectiveSampleSize = effective,
                GoldHistogram = reader.ReadDoubles(),
                PreferenceHistogram = reader.ReadDoubles(),
            }
            : throw new ModelFormatException("An overlap has four numbers besides its histograms.");
    }

    private static double[] Histogram(double[] propensity)
    {
        var shares = new double[Bins];
        foreach (double p in propensity)
        {
            shares[Math.Min((int)(p * Bins), Bins - 1)] += 1.0 / propensity.Length;
        }

        return shares;
    }
}
