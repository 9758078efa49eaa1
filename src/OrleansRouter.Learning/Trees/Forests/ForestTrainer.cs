using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Trees.Binning;
using OrleansRouter.Learning.Trees.Ensembles;
using OrleansRouter.Learning.Trees.Growing;
using OrleansRouter.Learning.Trees.Rows;

namespace OrleansRouter.Learning.Trees;

/// <summary>Grows the trees of a forest, several at a time; each depends on its number and the seed alone.</summary>
internal sealed class ForestTrainer
{
    private readonly ForestOptions _options;
    private readonly GrowthRules _rules;
    private readonly TrainingRows _rows;
    private readonly double[] _targets;
    private readonly GradientSum[] _unitGradients;
    private readonly int[] _features;
    private readonly ForestSample _sample;
    private readonly TargetGrid _grid;
    private readonly FlatTree[] _trees;
    private int _started;
    private int _finished;

    public ForestTrainer(ForestOptions options, bool randomThresholds, TrainingRows rows, double[] targets, ulong seed)
    {
        _options = options;
        _rules = RulesOf(options, rows.Binned.Features, randomThresholds);
        _rows = rows;
        _targets = targets;
        _sample = new ForestSample(seed, rows.Units.Total);
        (double minimum, double maximum) = rows.TargetRange(targets);
        _grid = TargetGrid.Of(minimum, maximum, rows.LargestSampleWeight);
        _unitGradients = [.. targets.Select((y, i) => rows.UnitWeights[i] > 0 ? _grid.Gradient(y, rows.UnitWeights[i]) : default)];
        _features = [.. Enumerable.Range(0, rows.Binned.Features)];
        _trees = new FlatTree[options.Trees];
        InBag = new RowSet[options.Trees];
    }

    /// <summary>The rows that each tree was grown from.</summary>
    public RowSet[] InBag { get; }

    /// <summary>The rules of growth that the options stand for.</summary>
    public static GrowthRules RulesOf(ForestOptions options, int features, bool randomThresholds) => new()
    {
        MaxDepth = options.MaxDepth,
        MinNode = options.MinSplit,
        MinChild = options.MinLeaf > 1 ? options.MinLeaf : 0,
        FeaturesPerSplit = options.CountFeatures(features),
        RandomThresholds = randomThresholds,
    };

    /// <summary>Grows all trees.</summary>
    public ForestModel Fit(FitContext context) => Fit(0, _trees.Length, context);

    /// <summary>Grows the trees from <paramref name="first"/> up to before <paramref name="end"/>.</summary>
    public ForestModel Fit(int first, int end, FitContext context)
    {
        int workers = Math.Min(context.EffectiveThreads, end - first);
        ParallelLoop.For(workers, context, _ => Work(first, end, context));
        var ensemble = new TreeEnsemble(_features.Length, _trees[first..end]);
        return new ForestModel(ensemble, _options.Bootstrap ? _sample : null);
    }

    private void Work(int first, int end, FitContext context)
    {
        var scratch = new Scratch(_rows.Binned, _rules, context with { Threads = 1 });
        for (int tree; (tree = first + Interlocked.Increment(ref _started) - 1) < end;)
        {
            _trees[tree] = Grow(tree, scratch);
            context.Progress?.Report((double)Interlocked.Increment(ref _finished) / (end - first));
        }
    }

    private FlatTree Grow(int tree, Scratch scratch)
    {
        (ulong treeSeed, Rng rng) = _sample.Of(tree);
        if (_options.Bootstrap)
        {
            _rows.Units.Bootstrap(rng, scratch.Counts);
        }
        else
        {
            _rows.Units.All(scratch.Counts);
        }

        InBag[tree] = new RowSet(scratch.Counts);
        scratch.Builder.Grow(new TreeTask
        {
            Rows = scratch.Take(_unitGradients),
            Gradients = scratch.Gradients,
            Features = _features,
            Targets = _targets,
            Seed = treeSeed,
        });
        return scratch.Builder.Growth.ToTree(_rows.Binned.Bins, value => _grid.Centre + value);
    }

    /// <summary>What one worker reuses from tree to tree.</summary>
    private sealed class Scratch(BinnedMatrix data, GrowthRules rules, FitContext context)
    {
        private readonly int[] _rows = new int[data.Rows];

        public TreeBuilder Builder { get; } = new(data, rules, context);

        public int[] Counts { get; } = new int[data.Rows];

        public GradientSum[] Gradients { get; } = new GradientSum[data.Rows];

        /// <summary>Weighs the gradients by how often each row was drawn, and lists the rows that were.</summary>
        public ReadOnlyMemory<int> Take(GradientSum[] unitGradients)
        {
            int taken = 0;
            for (int row = 0; row < Counts.Length; row++)
            {
                if (Counts[row] > 0)
                {
                    _rows[taken++] = row;
                    Gradients[row] = Counts[row] * unitGradients[row];
                }
            }

            return _rows.AsMemory(0, taken);
        }
    }
}
