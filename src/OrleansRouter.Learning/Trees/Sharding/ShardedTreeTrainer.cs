using OrleansRouter.Learning.Boosting;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Trees.Ensembles;
using OrleansRouter.Learning.Trees.Rows;

namespace OrleansRouter.Learning.Trees.Sharding;

/// <summary>
/// Trains forests and boosted trees over rows that lie on several workers. Sums are exact, samples are drawn by what rows hold, and of equal
/// gains the first wins, so the model has the same bytes as one trained on all rows in one place, however they are spread
/// (while no feature has more distinct values than a <see cref="Binning.QuantileSketch"/> keeps; beyond that, the same as with the merged bins).
/// </summary>
/// <param name="shards">The shards, at least one. Targets of classifications are 0 and 1.</param>
public sealed class ShardedTreeTrainer(IReadOnlyList<ITreeShard> shards)
{
    /// <summary>Trains a random forest.</summary>
    public Task<ForestModel> FitRandomForestAsync(ForestOptions options, ulong seed, FitContext context) =>
        FitForestAsync(options, randomThresholds: false, seed, context);

    /// <summary>Trains extra trees.</summary>
    public Task<ForestModel> FitExtraTreesAsync(ForestOptions options, ulong seed, FitContext context) =>
        FitForestAsync(options, randomThresholds: true, seed, context);

    /// <summary>Trains boosted trees; the model's predictions are scores, of <see cref="TreeLoss.Logistic"/> log-odds.</summary>
    /// <exception cref="ArgumentException">Options or shards do not fit.</exception>
    public async Task<BoostingModel> FitBoostingAsync(BoostingOptions options, TreeLoss loss, ulong seed, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        FitGuard.Validated(options);
        ShardGroup group = await ShardGroup.CreateAsync(shards, options.MaxBins, context.CancellationToken).ConfigureAwait(false);
        return await new ShardedBoosting(group, options, loss, seed).FitAsync(context).ConfigureAwait(false);
    }

    private async Task<ForestModel> FitForestAsync(ForestOptions options, bool randomThresholds, ulong seed, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        FitGuard.Validated(options);
        CancellationToken cancellationToken = context.CancellationToken;
        ShardGroup group = await ShardGroup.CreateAsync(shards, options.MaxBins, cancellationToken).ConfigureAwait(false);
        await group.AllAsync((shard, _) => shard.StartModelAsync(TreeLoss.Squared, group.Targets.Centre, cancellationToken)).ConfigureAwait(false);
        var growth = new ShardedGrowth(group, ForestTrainer.RulesOf(options, group.Bins.Length, randomThresholds), pureNodesStay: true);
        var sample = new ForestSample(seed, group.Units.Total);
        int[] features = [.. Enumerable.Range(0, group.Bins.Length)];
        var trees = new List<FlatTree>();
        while (trees.Count < options.Trees)
        {
            (ulong treeSeed, int[] counts) = Draw(options, sample, group, trees.Count);
            await group.AllAsync((shard, rows) => shard.StartTreeAsync(counts[rows], cancellationToken)).ConfigureAwait(false);
            await growth.GrowAsync(features, treeSeed, group.TargetSteps, cancellationToken).ConfigureAwait(false);
            trees.Add(growth.Growth.ToTree(group.Bins, value => group.Targets.Centre + value));
            context.Progress?.Report((double)trees.Count / options.Trees);
        }

        return new ForestModel(new TreeEnsemble(features.Length, trees), options.Bootstrap ? sample : null);
    }

    private static (ulong TreeSeed, int[] Counts) Draw(ForestOptions options, ForestSample sample, ShardGroup group, int tree)
    {
        var counts = new int[group.Rows];
        (ulong treeSeed, Rng rng) = sample.Of(tree);
        if (options.Bootstrap)
        {
            group.Units.Bootstrap(rng, counts);
        }
        else
        {
            group.Units.All(counts);
        }

        return (treeSeed, counts);
    }
}
