namespace OrleansRouter.Learning.Trees.Growing;

using OrleansRouter.Learning.Trees.Binning;

/// <summary>Grows trees on one machine. It owns all scratch memory and is reused from tree to tree; not thread-safe.</summary>
internal sealed class TreeBuilder
{
    private readonly BinnedMatrix _data;
    private readonly GrowthRules _rules;
    private readonly RowPartition _partition;
    private readonly SampledSearch _search;
    private readonly List<RowRange> _ranges = [];
    private readonly List<int> _open = [];
    private Split[] _best = new Split[64];

    /// <summary>Creates a builder.</summary>
    /// <param name="data">Binned features.</param>
    /// <param name="rules">Rules of growth.</param>
    /// <param name="context">Threads for the search within one tree; a forest passes one.</param>
    public TreeBuilder(BinnedMatrix data, GrowthRules rules, FitContext context)
    {
        _data = data;
        _rules = rules;
        _partition = new RowPartition(data.Rows);
        _search = new SampledSearch(data, rules);
        Growth = new TreeGrowth(rules);
        Context = context;
    }

    /// <summary>The tree grown last.</summary>
    public TreeGrowth Growth { get; }

    private FitContext Context { get; }

    /// <summary>Grows one tree; read it from <see cref="Growth"/>.</summary>
    /// <param name="task">Rows, gradients, seed.</param>
    public void Grow(in TreeTask task)
    {
        _ranges.Clear();
        _ranges.Add(_partition.Reset(task.Rows));
        GradientSum root = default;
        foreach (int row in task.Rows)
        {
            root += task.Gradients[row];
        }

        Growth.Start(root);
        _search.Start(task.Features, task.Seed);
        do
        {
            Context.CancellationToken.ThrowIfCancellationRequested();
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
                leaf(_partition.Rows(_ranges[node]), Growth.Value(node));
            }
        }
    }

    private void SearchLevel(in TreeTask task)
    {
        int level = Growth.LevelStart;
        int width = Growth.Count - level;
        if (_best.Length < width)
        {
            _best = new Split[Math.Max(width, 2 * _best.Length)];
        }

        _best.AsSpan(0, width).Fill(Split.None);
        _open.Clear();
        for (int node = level; node < Growth.Count; node++)
        {
            RowRange range = _ranges[node];
            if (range.Count > 1 && Growth.MaySplit(node) && !IsPure(_partition.Rows(range), task.Targets))
            {
                _partition.Gather(range, task.Gradients);
                _open.Add(node);
            }
        }

        _search.Search(Growth, _partition, _ranges, _open, _best.AsSpan(0, width));
    }

    private bool SplitLevel()
    {
        int level = Growth.LevelStart;
        int width = Growth.Count - level;
        bool grew = Growth.Grow(_best.AsSpan(0, width));
        foreach (int node in _open)
        {
            Split split = Growth.SplitOf(node);
            if (split.Feature >= 0)
            {
                RowRange range = _ranges[node];
                int lefts = _partition.Split(range, _data.Column(split.Feature), split);
                _ranges.Add(new RowRange(range.Start, lefts));
                _ranges.Add(new RowRange(range.Start + lefts, range.Count - lefts));
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

/// <summary>Receives the rows of a leaf and its value.</summary>
internal delegate void LeafAction(ReadOnlySpan<int> rows, double value);

/// <summary>What one tree is grown from.</summary>
internal readonly ref struct TreeTask
{
    /// <summary>Distinct rows that take part, in ascending order.</summary>
    public required ReadOnlySpan<int> Rows { get; init; }

    /// <summary>Gradient of every row of the data.</summary>
    public required ReadOnlySpan<GradientSum> Gradients { get; init; }

    /// <summary>Features that may be used.</summary>
    public required int[] Features { get; init; }

    /// <summary>Targets by row where pure nodes stay leaves (forests); empty otherwise.</summary>
    public ReadOnlySpan<double> Targets { get; init; }

    /// <summary>Seed of the draws within the tree.</summary>
    public ulong Seed { get; init; }
}
