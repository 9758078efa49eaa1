using OrleansRouter.Learning.Boosting;
using OrleansRouter.Learning.Trees.Ensembles;
using OrleansRouter.Learning.Trees.Growing;
using OrleansRouter.Learning.Trees.Rows;

namespace OrleansRouter.Learning.Trees.Sharding;

/// <summary>The rounds of boosting over shards; each shard keeps the scores of its rows.</summary>
internal sealed class ShardedBoosting
{
    private readonly ShardGroup _shards;
    private readonly BoostingOptions _options;
    private readonly TreeLoss _loss;
    private readonly BoostingDraws _draws;
    private readonly RowUnits _training;
    private readonly RowUnits _validation;
    private readonly ShardedGrowth _growth;
    private readonly int[] _counts;

    public ShardedBoosting(ShardGroup shards, BoostingOptions options, TreeLoss loss, ulong seed)
    {
        _shards = shards;
        _options = options;
        _loss = loss;
        _draws = new BoostingDraws(options, seed);
        (_training, _validation) = _draws.Holdout(shards.Units);
        _growth = new ShardedGrowth(shards, BoostingTrainer.RulesOf(options), pureNodesStay: false);
        _counts = new int[shards.Rows];
    }

    public async Task<BoostingModel> FitAsync(FitContext context)
    {
        CancellationToken cancellationToken = context.CancellationToken;
        double initialScore = TreeShard.LossOf(_loss).InitialScore(await MeanTargetAsync(cancellationToken).ConfigureAwait(false));
        await _shards.AllAsync((shard, _) => shard.StartModelAsync(_loss, initialScore, cancellationToken)).ConfigureAwait(false);
        var trees = new List<FlatTree>();
        var stopping = new EarlyStopping(_options.Patience);
        while (trees.Count < _options.Rounds && !stopping.IsOver)
        {
            trees.Add(await RoundAsync(trees.Count, cancellationToken).ConfigureAwait(false));
            if (_validation.Total > 0)
            {
                stopping.Add(await ValidationLossAsync(cancellationToken).ConfigureAwait(false));
            }

            context.Progress?.Report((double)trees.Count / _options.Rounds);
        }

        int kept = _validation.Total > 0 ? stopping.BestRound + 1 : trees.Count;
        return new BoostingModel(initialScore, new TreeEnsemble(_shards.Bins.Length, trees.GetRange(0, kept)));
    }

    private async Task<FlatTree> RoundAsync(int round, CancellationToken cancellationToken)
    {
        (ulong treeSeed, int[] features) = _draws.Round(round, _training, _shards.Bins.Length, _counts);
        GradientRange[] ranges = await _shards.AllAsync((shard, rows) => shard.StartTreeAsync(_counts[rows], cancellationToken)).ConfigureAwait(false);
        var steps = GradientSteps.Of(ranges.Aggregate((a, b) => a.Merge(b)), _shards.LargestSampleWeight);
        await _growth.GrowAsync(features, treeSeed, steps, cancellationToken).ConfigureAwait(false);
        TreeGrowth growth = _growth.Growth;
        double[] values = [.. Enumerable.Range(0, growth.Count).Select(node => _options.LearningRate * growth.Value(node))];
        await _shards.AllAsync((shard, _) => shard.AddLeavesAsync(values, cancellationToken)).ConfigureAwait(false);
        return growth.ToTree(_shards.Bins, value => _options.LearningRate * value);
    }

    /// <summary>The weighted mean target of the training rows: the root of a tree on targets less their centre.</summary>
    private async Task<double> MeanTargetAsync(CancellationToken cancellationToken)
    {
        double centre = _shards.Targets.Centre;
        _training.All(_counts);
        await _shards.AllAsync((shard, _) => shard.StartModelAsync(TreeLoss.Squared, centre, cancellationToken)).ConfigureAwait(false);
        await _shards.AllAsync((shard, rows) => shard.StartTreeAsync(_counts[rows], cancellationToken)).ConfigureAwait(false);
        NodeRows[] roots = await _shards.AllAsync((shard, _) => shard.StartRootAsync(_shards.TargetSteps, cancellationToken)).ConfigureAwait(false);
        return centre + (roots.Sum(r => r.Gradient) / roots.Sum(r => r.Hessian));
    }

    private async Task<double> ValidationLossAsync(CancellationToken cancellationToken)
    {
        _validation.All(_counts);
        double[] largest = await _shards.AllAsync((shard, rows) => shard.MaxLossAsync(_counts[rows], cancellationToken)).ConfigureAwait(false);
        double step = ExactGrid.Step(_shards.LargestSampleWeight * largest.Max());
        LossSum[] sums = await _shards.AllAsync((shard, rows) => shard.SumLossAsync(_counts[rows], step, cancellationToken)).ConfigureAwait(false);
        return sums.Sum(s => s.Loss) / sums.Sum(s => s.Weight);
    }
}
