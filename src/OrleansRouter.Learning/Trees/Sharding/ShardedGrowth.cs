using OrleansRouter.Learning.Trees.Growing;

namespace OrleansRouter.Learning.Trees.Sharding;

/// <summary>Grows trees over shards: level by level it asks for histograms, adds them up, and tells the shards the splits.</summary>
/// <param name="shards">The shards.</param>
/// <param name="rules">Rules of growth.</param>
/// <param name="pureNodesStay">Whether nodes of equal targets stay leaves, as in forests.</param>
internal sealed class ShardedGrowth(ShardGroup shards, GrowthRules rules, bool pureNodesStay)
{
    /// <summary>Histograms asked for at once; bounds the size of a reply.</summary>
    private const int MaxHistograms = 2_048;

    private readonly FeatureScan _scan = new(shards.Bins, rules);
    private readonly GradientSum[] _histogram = new GradientSum[BinScan.Slots];

    /// <summary>The tree grown last.</summary>
    public TreeGrowth Growth { get; } = new(rules);

    /// <summary>Grows one tree; read it from <see cref="Growth"/>.</summary>
    /// <param name="features">Features that may be used, ascending.</param>
    /// <param name="treeSeed">Seed of the draws within the tree.</param>
    /// <param name="steps">Rounding of the gradients.</param>
    /// <param name="cancellationToken">Stops the growth.</param>
    public async Task GrowAsync(int[] features, ulong treeSeed, GradientSteps steps, CancellationToken cancellationToken)
    {
        List<NodeRows> nodes = [Merge(await shards.AllAsync((shard, _) => shard.StartRootAsync(steps, cancellationToken)).ConfigureAwait(false))];
        Growth.Start(new GradientSum(nodes[0].Gradient, nodes[0].Hessian));
        while (true)
        {
            int level = Growth.LevelStart;
            NodeSearch[] searches = [.. Enumerable.Range(level, Growth.Count - level)
                .Select(node => new NodeSearch(node, IsOpen(node, nodes[node]) ? Order(features, treeSeed, node) : []))];
            await SearchAsync(searches, treeSeed, cancellationToken).ConfigureAwait(false);
            if (!Growth.Grow([.. searches.Select(s => s.Best)]))
            {
                return;
            }

            NodeSplit[] splits = [.. searches.Where(s => s.Best.Feature >= 0)
                .Select(s => new NodeSplit(s.Node, s.Best.Feature, s.Best.Bin, s.Best.NextBin, s.Best.MissingLeft))];
            NodeRows[][] children = await shards.AllAsync((shard, _) => shard.SplitAsync(splits, cancellationToken)).ConfigureAwait(false);
            nodes.AddRange(Enumerable.Range(0, 2 * splits.Length).Select(i => Merge([.. children.Select(c => c[i])])));
        }
    }

    private static NodeRows Merge(NodeRows[] parts)
    {
        NodeRows[] used = [.. parts.Where(p => p.Rows > 0)];
        return new NodeRows(
            used.Sum(p => p.Rows), used.Sum(p => p.Gradient), used.Sum(p => p.Hessian), used.Min(p => p.MinTarget), used.Max(p => p.MaxTarget));
    }

    private bool IsOpen(int node, NodeRows rows) =>
        rows.Rows > 1 && Growth.MaySplit(node) && !(pureNodesStay && rows.MinTarget == rows.MaxTarget);

    /// <summary>The features of a node in the order in which one machine would try them.</summary>
    private int[] Order(int[] features, ulong treeSeed, int node)
    {
        if (rules.FeaturesPerSplit >= shards.Bins.Length)
        {
            return features;
        }

        var draw = new FeatureDraw(features);
        draw.Start(new NodeRandom(treeSeed, node));
        return [.. features.Select(_ => draw.Next())];
    }

    private async Task SearchAsync(NodeSearch[] searches, ulong treeSeed, CancellationToken cancellationToken)
    {
        while (searches.Any(s => !s.IsDone(rules)))
        {
            var batch = new List<NodeSearch>();
            int histograms = 0;
            foreach (NodeSearch search in searches.Where(s => !s.IsDone(rules)).TakeWhile(_ => histograms < MaxHistograms))
            {
                batch.Add(search);
                histograms += search.Next(rules).Length;
            }

            var request = new HistogramRequest([.. batch.Select(s => s.Node)], [.. batch.Select(s => s.Next(rules))]);
            HistogramReply[] replies = await shards.AllAsync((shard, _) => shard.HistogramsAsync(request, cancellationToken)).ConfigureAwait(false);
            Offer(batch, [.. replies.Select(r => new ReplyReader(r))], treeSeed);
        }
    }

    private void Offer(List<NodeSearch> batch, ReplyReader[] replies, ulong treeSeed)
    {
        foreach (NodeSearch search in batch)
        {
            foreach (int feature in search.Next(rules))
            {
                _histogram.AsSpan().Clear();
                foreach (ReplyReader reply in replies)
                {
                    reply.AddNext(_histogram);
                }

                if (!search.IsDone(rules))
                {
                    _scan.Bins.Fill(_histogram);
                    search.Varied |= _scan.Offer(treeSeed, search.Node, Growth.Sum(search.Node), feature, ref search.Best);
                    search.Tried++;
                }
            }
        }
    }

    /// <summary>How far the search of one node has come.</summary>
    private sealed class NodeSearch(int node, int[] order)
    {
        public Split Best = Split.None;

        public int Node => node;

        public int Tried { get; set; }

        public bool Varied { get; set; }

        public bool IsDone(GrowthRules rules) => Tried == order.Length || (Tried >= rules.FeaturesPerSplit && Varied);

        /// <summary>The features to ask for next.</summary>
        public int[] Next(GrowthRules rules) => order[Tried..(int)Math.Min(order.Length, (long)Tried + rules.FeaturesPerSplit)];
    }

    /// <summary>Reads the histograms of a reply one after the other.</summary>
    private sealed class ReplyReader(HistogramReply reply)
    {
        private int _histogram;
        private int _bin;

        public void AddNext(GradientSum[] histogram)
        {
            for (int end = _bin + reply.Counts[_histogram++]; _bin < end; _bin++)
            {
                histogram[reply.Codes[_bin]] += new GradientSum(reply.Gradients[_bin], reply.Hessians[_bin]);
            }
        }
    }
}
