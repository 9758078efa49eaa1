using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Trees.Binning;

namespace OrleansRouter.Learning.Trees.Growing;

/// <summary>
/// Tries every feature at every node, several features at a time, and builds each histogram once: of two siblings only the smaller
/// is summed from its rows; the larger is what the parent's histogram leaves. Sums are exact, so the subtraction is too.
/// </summary>
internal sealed class SharedSearch(BinnedMatrix data, GrowthRules rules, FitContext context) : ILevelSearch
{
    private const int ChunksPerThread = 4;

    private readonly HistogramPlan _plan = new(data.Features);
    private readonly List<FeatureScan> _scans = [];
    private Split[][] _best = [];
    private TreeTask? _task;

    /// <inheritdoc/>
    public void Start(TreeTask task)
    {
        _task = task;
        _plan.Reset();
    }

    /// <inheritdoc/>
    public void Search(TreeLevel level, Span<Split> best)
    {
        int chunks = context.EffectiveThreads == 1 ? 1 : Math.Min(_task!.Features.Length, ChunksPerThread * context.EffectiveThreads);
        Prepare(level, chunks);
        ParallelLoop.For(chunks, context, chunk => SearchChunk(level, chunk, chunks));
        for (int step = 0; step < _plan.Steps.Count; step++)
        {
            int at = _plan.Steps[step].Node - level.Growth.LevelStart;
            for (int chunk = 0; chunk < chunks; chunk++)
            {
                // Chunks are taken in order of features, so equal gains go to the first feature, as on one thread.
                best[at] = _best[chunk][step].Gain > best[at].Gain ? _best[chunk][step] : best[at];
            }
        }
    }

    private void Prepare(TreeLevel level, int chunks)
    {
        _plan.NextLevel(level);
        foreach (HistogramStep step in _plan.Steps)
        {
            level.Partition.Gather(level.Ranges[step.Node], _task!.Gradients);
        }

        while (_scans.Count < chunks)
        {
            _scans.Add(new FeatureScan(data.Bins, rules));
        }

        if (_best.Length < chunks || _best[0].Length < _plan.Steps.Count)
        {
            _best = [.. Enumerable.Range(0, chunks).Select(_ => new Split[2 * _plan.Steps.Count])];
        }
    }

    private void SearchChunk(TreeLevel level, int chunk, int chunks)
    {
        int[] features = _task!.Features;
        int end = (int)((long)features.Length * (chunk + 1) / chunks);
        Array.Fill(_best[chunk], Split.None);
        for (int i = (int)((long)features.Length * chunk / chunks); i < end; i++)
        {
            for (int step = 0; step < _plan.Steps.Count; step++)
            {
                Fill(level, _plan.Steps[step], features[i], _scans[chunk].Bins);
                if (_plan.Steps[step].IsOpen)
                {
                    int node = _plan.Steps[step].Node;
                    _scans[chunk].Offer(_task.Seed, node, level.Growth.Sum(node), features[i], ref _best[chunk][step]);
                }
            }
        }
    }

    private void Fill(TreeLevel level, HistogramStep step, int feature, BinScan bins)
    {
        ReadOnlySpan<byte> column = data.Column(feature);
        if (step.Slot < 0)
        {
            if (step.IsOpen)
            {
                bins.Fill(column, level.RowsOf(step.Node), level.GradientsOf(step.Node));
            }

            return;
        }

        Span<GradientSum> histogram = _plan.Histogram(step.Slot, feature);
        switch (step.Source)
        {
            case HistogramSource.ParentLessSibling:
                BinScan.Subtract(histogram, _plan.Histogram(step.SiblingSlot, feature));
                break;
            case HistogramSource.ParentLessSiblingRows:
                BinScan.Subtract(histogram, column, level.RowsOf(step.Sibling), level.GradientsOf(step.Sibling));
                break;
            default:
                histogram.Clear();
                BinScan.Accumulate(histogram, column, level.RowsOf(step.Node), level.GradientsOf(step.Node));
                break;
        }

        bins.Fill(histogram);
    }
}
