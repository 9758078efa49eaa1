using OrleansRouter.Learning.Trees.Binning;
using OrleansRouter.Learning.Trees.Growing;
using OrleansRouter.Learning.Trees.Rows;

namespace OrleansRouter.Learning.Trees.Sharding;

/// <summary>
/// One part of the training rows, wherever it lives. The coordinator, <see cref="ShardedTreeTrainer"/>, makes one call at a time to each shard,
/// in the order below; the rows themselves never leave it. Every message is a plain record of numbers and arrays.
/// </summary>
/// <remarks>A tree is the unit of repetition: after a lost connection, <see cref="StartTreeAsync"/> starts it anew.</remarks>
public interface ITreeShard
{
    /// <summary>Describes the rows.</summary>
    Task<ShardDescription> DescribeAsync(CancellationToken cancellationToken);

    /// <summary>Takes the reading of weights that all shards share; sketches the features.</summary>
    Task<ShardUnits> WeighAsync(WeightScheme scheme, CancellationToken cancellationToken);

    /// <summary>Takes the bins that all shards share, one entry per feature.</summary>
    Task BinAsync(FeatureBins[] bins, CancellationToken cancellationToken);

    /// <summary>Starts a model: takes the loss whose gradients trees are grown from, and the score that every row starts with.</summary>
    Task StartModelAsync(TreeLoss loss, double initialScore, CancellationToken cancellationToken);

    /// <summary>Starts a tree: takes the sample and computes gradients at the scores.</summary>
    /// <param name="counts">How many units of each row are in the tree's sample.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The largest gradient and Hessian, from which the coordinator chooses the rounding.</returns>
    Task<GradientRange> StartTreeAsync(int[] counts, CancellationToken cancellationToken);

    /// <summary>Rounds the gradients; returns what the shard contributes to the root.</summary>
    Task<NodeRows> StartRootAsync(GradientSteps steps, CancellationToken cancellationToken);

    /// <summary>Sums rows by code for some features of some nodes.</summary>
    Task<HistogramReply> HistogramsAsync(HistogramRequest request, CancellationToken cancellationToken);

    /// <summary>Splits nodes of the deepest level; their children are numbered on, two per split, in the order of <paramref name="splits"/>.</summary>
    /// <returns>What the shard contributes to each child.</returns>
    Task<NodeRows[]> SplitAsync(NodeSplit[] splits, CancellationToken cancellationToken);

    /// <summary>Ends a boosted tree: adds to the score of every row the value of its leaf.</summary>
    /// <param name="values">Value of every node; only those of leaves count.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    Task AddLeavesAsync(double[] values, CancellationToken cancellationToken);

    /// <summary>The largest loss of held-out rows at the scores.</summary>
    /// <param name="counts">How many units of each row are held out.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    Task<double> MaxLossAsync(int[] counts, CancellationToken cancellationToken);

    /// <summary>The weighted sum of the losses of held-out rows, rounded to multiples of <paramref name="step"/>, and of their weights.</summary>
    Task<LossSum> SumLossAsync(int[] counts, double step, CancellationToken cancellationToken);
}

/// <summary>What a shard holds.</summary>
/// <param name="Features">Number of features.</param>
/// <param name="Weights">Summary of the weights.</param>
/// <param name="MinTarget">Smallest target among rows of positive weight.</param>
/// <param name="MaxTarget">Largest target among rows of positive weight.</param>
/// <param name="Keys">Hash of the contents of every row; samples are drawn in this order.</param>
public sealed record ShardDescription(int Features, WeightSummary Weights, double MinTarget, double MaxTarget, ulong[] Keys);

/// <summary>What a shard's rows weigh and how its features are distributed.</summary>
/// <param name="Units">Number of sampling units of every row.</param>
/// <param name="MaxUnitWeight">Largest weight of a unit.</param>
/// <param name="Sketches">One per feature.</param>
public sealed record ShardUnits(int[] Units, double MaxUnitWeight, QuantileSketch[] Sketches);

/// <summary>Sums of occupied bins, for the histograms of a request in its order: nodes first, features of each node in turn.</summary>
/// <param name="Counts">Number of occupied bins of each histogram.</param>
/// <param name="Codes">Codes of the occupied bins, histogram after histogram.</param>
/// <param name="Gradients">Their Σ g.</param>
/// <param name="Hessians">Their Σ h.</param>
public sealed record HistogramReply(int[] Counts, byte[] Codes, double[] Gradients, double[] Hessians);

/// <summary>Asks for histograms.</summary>
/// <param name="Nodes">Numbers of the nodes.</param>
/// <param name="Features">For each node, the features.</param>
public sealed record HistogramRequest(int[] Nodes, int[][] Features);

/// <summary>A split of one node.</summary>
/// <param name="Node">Number of the node.</param>
/// <param name="Feature">The feature.</param>
/// <param name="Bin">Codes up to this one go left.</param>
/// <param name="NextBin">First value bin of the right side; the threshold lies half-way, so rows outside the sample may part between the two.</param>
/// <param name="MissingLeft">Where missing values go.</param>
public sealed record NodeSplit(int Node, int Feature, byte Bin, byte NextBin, bool MissingLeft);

/// <summary>What a shard contributes to a node.</summary>
/// <param name="Rows">Number of distinct rows.</param>
/// <param name="Gradient">Σ g.</param>
/// <param name="Hessian">Σ h.</param>
/// <param name="MinTarget">Smallest target; 0 without rows.</param>
/// <param name="MaxTarget">Largest target; 0 without rows.</param>
public sealed record NodeRows(int Rows, double Gradient, double Hessian, double MinTarget, double MaxTarget);

/// <summary>A sum of losses and the weight behind it.</summary>
/// <param name="Loss">Σ w·loss.</param>
/// <param name="Weight">Σ w.</param>
public sealed record LossSum(double Loss, double Weight);

/// <summary>The losses that trees can be grown for.</summary>
public enum TreeLoss
{
    /// <summary>Squared error; forests use it too, of classes as well.</summary>
    Squared,

    /// <summary>Logistic loss of targets 0 and 1.</summary>
    Logistic,
}
