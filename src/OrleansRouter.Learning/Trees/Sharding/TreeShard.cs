using OrleansRouter.Learning.Boosting;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Trees.Binning;
using OrleansRouter.Learning.Trees.Growing;
using OrleansRouter.Learning.Trees.Rows;

namespace OrleansRouter.Learning.Trees.Sharding;

/// <summary>A shard in memory: what a worker runs over its rows.</summary>
public sealed class TreeShard : ITreeShard
{
    private readonly Matrix<float> _features;
    private readonly double[] _targets;
    private readonly double[]? _weights;
    private readonly FitContext _context;
    private readonly double[] _unitWeights;
    private readonly double[] _scores;
    private ShardTree? _tree;
    private RowGradients? _gradients;
    private BinnedMatrix? _binned;

    /// <summary>Creates a shard.</summary>
    /// <param name="features">n × d; finite or NaN (missing).</param>
    /// <param name="targets">Length n, finite; 0 and 1 for classes.</param>
    /// <param name="weights">Length n, finite and ≥ 0, or null for all ones.</param>
    /// <param name="context">Threads of this worker.</param>
    /// <exception cref="ArgumentException">Shapes differ, there are no rows of positive weight or no features, or a value is not of that kind.</exception>
    public TreeShard(Matrix<float> features, double[] targets, double[]? weights, FitContext context)
    {
        TrainingRows.Check(features, targets, weights);
        _features = features;
        _targets = targets;
        _weights = weights;
        _context = context;
        _unitWeights = new double[targets.Length];
        _scores = new double[targets.Length];
    }

    /// <inheritdoc/>
    public Task<ShardDescription> DescribeAsync(CancellationToken cancellationToken)
    {
        double[] used = [.. _targets.Where((_, row) => _weights is null || _weights[row] > 0)];
        return Task.FromResult(new ShardDescription(
            _features.Columns,
            WeightSummary.Of(_targets.Length, _weights),
            used.Min(),
            used.Max(),
            RowKeys.Of(_features, _targets)));
    }

    /// <inheritdoc/>
    public Task<ShardUnits> WeighAsync(WeightScheme scheme, CancellationToken cancellationToken)
    {
        int[] units = scheme.Weigh(_weights, _unitWeights);
        double[]? binWeights = _weights is null ? null : [.. units.Zip(_unitWeights, (n, w) => n * w)];
        return Task.FromResult(new ShardUnits(units, _unitWeights.Max(), BinnedMatrix.Sketch(_features, binWeights, _context)));
    }

    /// <inheritdoc/>
    public Task BinAsync(FeatureBins[] bins, CancellationToken cancellationToken)
    {
        _binned = BinnedMatrix.Encode(_features, bins, _context);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StartModelAsync(TreeLoss loss, double initialScore, CancellationToken cancellationToken)
    {
        _gradients = new RowGradients(LossOf(loss), _targets, _unitWeights, _context);
        Array.Fill(_scores, initialScore);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<GradientRange> StartTreeAsync(int[] counts, CancellationToken cancellationToken) =>
        Task.FromResult(Prepared(_gradients).Take(counts, _scores));

    /// <inheritdoc/>
    public Task<NodeRows> StartRootAsync(GradientSteps steps, CancellationToken cancellationToken)
    {
        Prepared(_gradients).Round(steps);
        _tree = new ShardTree(Prepared(_binned), _targets, Prepared(_gradients));
        return Task.FromResult(_tree.Describe(0));
    }

    /// <inheritdoc/>
    public Task<HistogramReply> HistogramsAsync(HistogramRequest request, CancellationToken cancellationToken) =>
        Task.FromResult(Prepared(_tree).Histograms(request));

    /// <inheritdoc/>
    public Task<NodeRows[]> SplitAsync(NodeSplit[] splits, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(splits);
        return Task.FromResult<NodeRows[]>([.. splits.SelectMany(Prepared(_tree).Split)]);
    }

    /// <inheritdoc/>
    public Task AddLeavesAsync(double[] values, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(values);
        for (int row = 0; row < _scores.Length; row++)
        {
            _scores[row] += values[Prepared(_tree).LeafOf(_features.Row(row))];
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<double> MaxLossAsync(int[] counts, CancellationToken cancellationToken) =>
        Task.FromResult(Prepared(_gradients).MaxLoss(counts, _scores));

    /// <inheritdoc/>
    public Task<LossSum> SumLossAsync(int[] counts, double step, CancellationToken cancellationToken)
    {
        (double loss, double weight) = Prepared(_gradients).SumLoss(counts, _scores, step);
        return Task.FromResult(new LossSum(loss, weight));
    }

    internal static IBoostingLoss LossOf(TreeLoss loss) => loss switch
    {
        TreeLoss.Squared => new SquaredLoss(),
        TreeLoss.Logistic => new LogisticLoss(),
        _ => throw new ArgumentOutOfRangeException(nameof(loss), loss, "Expected Squared or Logistic."),
    };

    private static T Prepared<T>(T? part) where T : class =>
        part ?? throw new InvalidOperationException("The shard was asked for a later step before an earlier one; see ITreeShard for the order.");
}
