using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Trees.Ensembles;
using OrleansRouter.Learning.Trees.Growing;
using OrleansRouter.Learning.Trees.Rows;

namespace OrleansRouter.Learning.Boosting;

/// <summary>Adds trees one after the other, each grown from the gradients of the loss at the sum of those before it.</summary>
[Paper("Friedman 2001", "algorithm 1 (Gradient_Boost)")]
[Paper("Friedman 2002", "algorithm 1 (stochastic gradient boosting)")]
internal sealed class BoostingTrainer
{
    private readonly BoostingOptions _options;
    private readonly Matrix<float> _features;
    private readonly TrainingRows _rows;
    private readonly double[] _targets;
    private readonly BoostingDraws _draws;
    private readonly FitContext _context;
    private readonly RowUnits _training;
    private readonly RowUnits _validation;
    private readonly double[] _scores;
    private readonly RowGradients _sample;
    private readonly int[] _counts;
    private readonly int[] _validationCounts;
    private readonly TreeBuilder _builder;

    public BoostingTrainer(
        BoostingOptions options, IBoostingLoss loss, Matrix<float> features, double[] targets, double[]? weights, ulong seed, FitContext context)
    {
        _options = options;
        _features = features;
        _targets = targets;
        _draws = new BoostingDraws(options, seed);
        _context = context;
        _rows = TrainingRows.Of(features, targets, weights, options.MaxBins, context);
        (_training, _validation) = _draws.Holdout(_rows.Units);
        InitialScore = loss.InitialScore(MeanTarget());
        _scores = new double[targets.Length];
        Array.Fill(_scores, InitialScore);
        _sample = new RowGradients(loss, targets, _rows.UnitWeights, context);
        _counts = new int[targets.Length];
        _validationCounts = new int[targets.Length];
        _validation.All(_validationCounts);
        _builder = new TreeBuilder(_rows.Binned, RulesOf(options), context);
    }

    /// <summary>The score before the first tree.</summary>
    public double InitialScore { get; }

    /// <summary>The rules of growth that the options stand for.</summary>
    public static GrowthRules RulesOf(BoostingOptions options) => new()
    {
        MaxDepth = options.MaxDepth,
        MinChild = options.MinChildWeight,
        MinNode = 2 * options.MinChildWeight,
        MinGain = options.MinSplitGain,
        L1 = options.L1,
        L2 = options.L2,
        FeaturesPerSplit = int.MaxValue,
    };

    /// <summary>Grows the trees; stops early when a held-out loss no longer falls.</summary>
    public BoostingTrace Fit()
    {
        var trees = new List<FlatTree>();
        var stopping = new EarlyStopping(_options.Patience);
        while (trees.Count < _options.Rounds && !stopping.IsOver)
        {
            _context.CancellationToken.ThrowIfCancellationRequested();
            trees.Add(Round(trees.Count));
            if (_validation.Total > 0)
            {
                stopping.Add(ValidationLoss());
            }

            _context.Progress?.Report((double)trees.Count / _options.Rounds);
        }

        int kept = _validation.Total > 0 ? stopping.BestRound + 1 : trees.Count;
        return new BoostingTrace(InitialScore, new TreeEnsemble(_features.Columns, trees.GetRange(0, kept)), stopping.Losses);
    }

    private FlatTree Round(int round)
    {
        (ulong treeSeed, int[] features) = _draws.Round(round, _training, _features.Columns, _counts);
        GradientRange range = _sample.Take(_counts, _scores);
        _sample.Round(GradientSteps.Of(range, _rows.LargestSampleWeight));
        _builder.Grow(new TreeTask { Rows = _sample.Rows, Gradients = _sample.Gradients, Features = features, Seed = treeSeed });
        FlatTree tree = _builder.Growth.ToTree(_rows.Binned.Bins, value => _options.LearningRate * value);
        _builder.ForEachLeaf((rows, value) =>
        {
            foreach (int row in rows)
            {
                _scores[row] += _options.LearningRate * value;
            }
        });
        AddToRowsOutsideTheSample(tree);
        return tree;
    }

    private double ValidationLoss()
    {
        double step = ExactGrid.Step(_rows.LargestSampleWeight * _sample.MaxLoss(_validationCounts, _scores));
        (double loss, double weight) = _sample.SumLoss(_validationCounts, _scores, step);
        return loss / weight;
    }

    private void AddToRowsOutsideTheSample(FlatTree tree)
    {
        if (_sample.Rows.Length < _scores.Length)
        {
            RowBlocks.For(_scores.Length, _context, row =>
            {
                if (!_sample.Holds(row))
                {
                    _scores[row] += tree.Predict(_features.Row(row));
                }
            });
        }
    }

    /// <summary>The weighted mean target of the training rows, with exact sums.</summary>
    private double MeanTarget()
    {
        (double minimum, double maximum) = _rows.TargetRange(_targets);
        var grid = TargetGrid.Of(minimum, maximum, _rows.LargestSampleWeight);
        var counts = new int[_targets.Length];
        _training.All(counts);
        GradientSum total = default;
        for (int row = 0; row < counts.Length; row++)
        {
            total += counts[row] > 0 ? counts[row] * grid.Gradient(_targets[row], _rows.UnitWeights[row]) : default;
        }

        return grid.Centre + (total.Gradient / total.Hessian);
    }
}
