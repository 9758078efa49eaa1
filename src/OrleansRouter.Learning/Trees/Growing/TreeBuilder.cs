using OrleansRouter.Learning.Trees.Binning;

namespace OrleansRouter.Learning.Trees.Growing;

/// <summary>Grows trees on one machine. It owns all scratch memory and is reused from tree to tree; not thread-safe.</summary>
internal sealed class TreeBuilder
{
    private readonly BinnedMatrix _data;
    private readonly ILevelSearch _search;
    private readonly TreeLevel _level;
    private readonly FitContext _context;
    private Split[] _best = new Split[64];

    /// <summary>Creates a builder.</summary>
    /// <param name="data">Binned features.</param>
    /// <param name="rules">Rules of growth.</param>
    /// <param name="context">Threads for the search within one tree; a forest passes one.</param>
    public TreeBuilder(BinnedMatrix data, GrowthRules rules, FitContext context)
    {
        _data = data;
        _context = context;
        _search = rules.FeaturesPerSplit < data.Features ? new SampledSearch(data, rules) : new SharedSearch(data, rules, context);
        _level = new TreeLevel(new TreeGrowth(rules), new RowPartition(data.Rows), [], []);
    }

    /// <summary>The tree grown last.</summary>
    public TreeGrowth Growth => _level.Growth;

    /// <summary>Grows one tree; read it from <see cref="Growth"/>.</summary>
    public void Grow(TreeTask task)
    {
        ReadOnlySpan<int> rows = task.Rows.Span;
        _level.Ranges.Clear();
        _level.Ranges.Add(_level.Partition.Reset(rows));
        GradientSum root = default;
        foreach (int row in rows)
        {
            root += task.Gradients[row];
        }

        Growth.Start(root);
        _search.Start(task);
        do
        {
            _context.CancellationToken.ThrowIfCancellationRequested();
            SearchLevel(task);
        }
        while (SplitLevel());
    }

    /// <summary>Calls <paramref name="leaf"/> with the rows and the value of every leaf.</summary>
    public void ForEachLeaf(LeafAction leaf)
    {
        for (int node = 0; node < Growth.Count; node++)
        {
            if (Growth.LeftOf(node) == 0)
            {
                leaf(_level.RowsOf(node), Growth.Value(node));
            }
        }
    }

    private void SearchLevel(TreeTask task)
    {
        int level = Growth.LevelStart;
        int width = Growth.Count - level;
        if (_best.Length < width)
        {
            _best = new Split[Math.Max(width, 2 * _best.Length)];
        }

        _best.AsSpan(0, width).Fill(Split.None);
        _level.Open.Clear();
        for (int node = level; node < Growth.Count; node++)
        {
            if (_level.Ranges[node].Count > 1 && Growth.MaySplit(node) && !IsPure(_level.RowsOf(node), task.Targets))
            {
                _level.Open.Add(node);
            }
        }

        if (_level.Open.Count > 0)
        {
            _search.Search(_level, _best.AsSpan(0, width));
        }
    }

    private bool SplitLevel()
    {
        int level = Growth.LevelStart;
        int width = Growth.Count - level;
        bool grew = Growth.Grow(_best.AsSpan(0, width));
        foreach (int node in _level.Open)
        {
            Split split = Growth.SplitOf(node);
            if (split.Feature >= 0)
            {
                RowRange range = _level.Ranges[node];
                int lefts = _level.Partition.Split(range, _data.Column(split.Feature), split);
                _level.Ranges.Add(new RowRange(range.Start, lefts));
                _level.Ranges.Add(new RowRange(range.Start + lefts, range.Count - lefts));
            }
        }

        return grew;
    }

    /// <summary>All targets equal; false at the first that differs, and when no targets were given.</summary>
    private static bool IsPure(ReadOnlySpan<int> rows, ReadOnlySpan<double> targets)
    {
        if (targets.IsEmpty)
        {
            return false;
        }

        foreach (int row in rows)
        {
            if (targets[row] != targets[rows[0]])
            {
                return false;
            }
        }

        return true;
    }
}
