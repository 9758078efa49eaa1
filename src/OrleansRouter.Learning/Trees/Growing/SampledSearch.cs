using OrleansRouter.Learning.Trees.Binning;

namespace OrleansRouter.Learning.Trees.Growing;

/// <summary>Tries, node by node, the wanted number of features in random order, and more until one varies in the node.</summary>
internal sealed class SampledSearch(BinnedMatrix data, GrowthRules rules) : ILevelSearch
{
    private readonly FeatureScan _scan = new(data.Bins, rules);
    private FeatureDraw? _draw;
    private TreeTask? _task;

    /// <inheritdoc/>
    public void Start(TreeTask task)
    {
        _draw = ReferenceEquals(task.Features, _task?.Features) ? _draw : new FeatureDraw(task.Features);
        _task = task;
    }

    /// <inheritdoc/>
    public void Search(TreeLevel level, Span<Split> best)
    {
        foreach (int node in level.Open)
        {
            level.Partition.Gather(level.Ranges[node], _task!.Gradients);
            best[node - level.Growth.LevelStart] = Search(node, level.Growth.Sum(node), level.RowsOf(node), level.GradientsOf(node));
        }
    }

    private Split Search(int node, GradientSum sum, ReadOnlySpan<int> rows, ReadOnlySpan<GradientSum> gradients)
    {
        Split best = Split.None;
        bool varied = false;
        _draw!.Start(new NodeRandom(_task!.Seed, node));
        for (int tried = 0; tried < rules.FeaturesPerSplit || !varied; tried++)
        {
            int feature = _draw.Next();
            if (feature < 0)
            {
                break;
            }

            _scan.Bins.Fill(data.Column(feature), rows, gradients);
            varied |= _scan.Offer(_task.Seed, node, sum, feature, ref best);
        }

        return best;
    }
}
