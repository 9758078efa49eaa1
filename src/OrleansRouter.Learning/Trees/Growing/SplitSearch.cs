using OrleansRouter.Learning.Trees.Binning;

namespace OrleansRouter.Learning.Trees.Growing;

/// <summary>
/// Finds the best split of one node over the features it is offered, one after the other. Of equal gains the first offered wins,
/// and sums are exact, so the choice is the same wherever the histograms came from.
/// </summary>
[Paper("Chen, Guestrin 2016", "eq. 7 and algorithm 3")]
internal readonly struct SplitSearch(GrowthRules rules, GradientSum node)
{
    /// <summary>A gain within rounding error of 0 is none.</summary>
    private const double RelativeNoise = 1e-13;

    private readonly double _nodeScore = rules.Score(node.Gradient, node.Hessian);
    private readonly double _minGain = rules.MinGain + (RelativeNoise * rules.Score(node.Gradient, node.Hessian));

    /// <summary>Offers the occupied bins of one feature.</summary>
    /// <returns>False when the feature is constant in the node.</returns>
    public bool Offer(int feature, BinScan bins, ref Split best)
    {
        if (bins.Count < 2)
        {
            return false;
        }

        ReadOnlySpan<byte> codes = bins.Codes;
        ReadOnlySpan<GradientSum> sums = bins.Sums;
        GradientSum missing = codes[^1] == FeatureBins.Missing ? sums[^1] : default;
        int values = missing.Hessian > 0 ? codes.Length - 1 : codes.Length;
        GradientSum left = default;
        for (int i = 0; i < codes.Length - 1; i++)
        {
            left += sums[i];
            bool anyMissing = missing.Hessian > 0;
            Try(feature, codes[i], codes[i + 1], !anyMissing && left.Hessian + left.Hessian >= node.Hessian, left, ref best);
            if (anyMissing && i + 1 < values)
            {
                Try(feature, codes[i], codes[i + 1], missingLeft: true, left + missing, ref best);
            }
        }

        return true;
    }

    /// <summary>Offers one random split of a feature: the threshold is uniform between the smallest and largest value in the node.</summary>
    /// <returns>False when the feature is constant in the node.</returns>
    [Paper("Geurts, Ernst, Wehenkel 2006", "table 1, pick a random split")]
    public bool OfferRandom(int feature, FeatureBins features, BinScan bins, ref NodeRandom random, ref Split best)
    {
        if (bins.Count < 2)
        {
            return false;
        }

        ReadOnlySpan<byte> codes = bins.Codes;
        bool anyMissing = codes[^1] == FeatureBins.Missing;
        int values = anyMissing ? codes.Length - 1 : codes.Length;
        if (values == 1)
        {
            Try(feature, codes[0], FeatureBins.Missing, missingLeft: false, bins.Sums[0], ref best);
            return true;
        }

        float low = features.Lows[codes[0]];
        float high = features.Lows[codes[values - 1]];
        double threshold = low + (random.NextDouble() * ((double)high - low));
        int bin = codes[0];
        GradientSum left = default;
        int next = 0;
        while (bin + 1 < codes[values - 1] && features.Lows[bin + 1] <= threshold)
        {
            bin++;
        }

        while (codes[next] <= bin)
        {
            left += bins.Sums[next++];
        }

        bool missingLeft = anyMissing ? random.NextInt(2) == 0 : left.Hessian + left.Hessian >= node.Hessian;
        Try(feature, (byte)bin, (byte)(bin + 1), missingLeft, missingLeft && anyMissing ? left + bins.Sums[^1] : left, ref best);
        return true;
    }

    private void Try(int feature, byte bin, byte next, bool missingLeft, GradientSum left, ref Split best)
    {
        GradientSum right = node - left;
        double gain = rules.Score(left.Gradient, left.Hessian) + rules.Score(right.Gradient, right.Hessian) - _nodeScore;
        if (gain > best.Gain && gain > _minGain && left.Hessian >= rules.MinChild && right.Hessian >= rules.MinChild)
        {
            best = new Split(feature, bin, next, missingLeft, gain, left);
        }
    }
}
