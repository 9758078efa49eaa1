using OrleansRouter.Learning.Trees.Binning;

namespace OrleansRouter.Learning.Trees.Growing;

/// <summary>Tries, node by node, the wanted number of features in random order, and more until one varies in the node.</summary>
internal sealed class SampledSearch(BinnedMatrix data, GrowthRules rules) : ILevelSearch
{
    private readonly BinScan _scan = new();
    private FeatureDraw? _draw;
    private int[] _features = [];
    private ulong _seed;

    /// <inheritdoc/>
    public void Start(int[] features, ulong seed)
    {
        _draw = ReferenceEquals(features, _features) ? _draw : new FeatureDraw(features);
        _features = features;
        _seed = seed;
    }

    /// <inheritdoc/>
    public void Search(TreeGrowth growth, RowPartition partition, List<RowRange> ranges, List<int> open, Span<Split> best)
    {
        foreach (int node in open)
        {
            RowRange range = ranges[node];
            best[node - growth.LevelStart] = Search(node, growth.Sum(node), partition.Rows(range), partition.Gradients(range));
        }
    }

    private Split Search(int node, GradientSum sum, ReadOnlySpan<int> rows, ReadOnlySpan<GradientSum> gradients)
    {
        var search = new SplitSearch(rules, sum);
        Split best = Split.None;
        _draw!.Start(new NodeRandom(_seed, node));
        bool varied = false;
        for (int tried = 0; tried < rules.FeaturesPerSplit || !varied; tried++)
        {
            int feature = _draw.Next();
            if (feature < 0)
            {
                break;
            }

            _scan.Fill(data.Column(feature), rows, gradients);
            varied |= Offer(search, node, feature, ref best);
        }

        return best;
    }

    private bool Offer(SplitSearch search, int node, int feature, ref Split best)
    {
        if (!rules.RandomThresholds)
        {
            return search.Offer(feature, _scan, ref best);
        }

        var random = new NodeRandom(_seed, ~(((long)node * data.Features) + feature));
        return search.OfferRandom(feature, data.Bins[feature], _scan, ref random, ref best);
    }
}
