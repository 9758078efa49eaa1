using OrleansRouter.Learning.Trees.Binning;

namespace OrleansRouter.Learning.Trees.Growing;

/// <summary>One worker's scratch for split search: the bins of the feature in hand, and what the rules make of them.</summary>
internal sealed class FeatureScan(FeatureBins[] features, GrowthRules rules)
{
    private readonly double[] _gains = new double[BinScan.Slots];

    /// <summary>The bins of the feature in hand.</summary>
    public BinScan Bins { get; } = new();

    /// <summary>Offers the feature whose bins were filled last to the search of a node.</summary>
    /// <returns>False when the feature is constant in the node.</returns>
    public bool Offer(ulong treeSeed, int node, GradientSum sum, int feature, ref Split best)
    {
        var search = new SplitSearch(rules, sum, _gains);
        if (!rules.RandomThresholds)
        {
            return search.Offer(feature, Bins, ref best);
        }

        var random = new NodeRandom(treeSeed, ~(((long)node * features.Length) + feature));
        return search.OfferRandom(feature, features[feature], Bins, ref random, ref best);
    }
}
