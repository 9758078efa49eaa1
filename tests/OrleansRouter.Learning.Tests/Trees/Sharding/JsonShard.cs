using System.Text.Json;
using OrleansRouter.Learning.Trees.Binning;
using OrleansRouter.Learning.Trees.Growing;
using OrleansRouter.Learning.Trees.Rows;
using OrleansRouter.Learning.Trees.Sharding;

namespace OrleansRouter.Learning.Tests.Trees.Sharding;

/// <summary>A shard whose every message passes through JSON, as if it lay on another machine.</summary>
internal sealed class JsonShard(ITreeShard shard) : ITreeShard
{
    public async Task<ShardDescription> DescribeAsync(CancellationToken cancellationToken) => Sent(await shard.DescribeAsync(cancellationToken));

    public async Task<ShardUnits> WeighAsync(WeightScheme scheme, CancellationToken cancellationToken) =>
        Sent(await shard.WeighAsync(Sent(scheme), cancellationToken));

    public Task BinAsync(FeatureBins[] bins, CancellationToken cancellationToken) => shard.BinAsync(Sent(bins), cancellationToken);

    public Task StartModelAsync(TreeLoss loss, double initialScore, CancellationToken cancellationToken) =>
        shard.StartModelAsync(Sent(loss), Sent(initialScore), cancellationToken);

    public async Task<GradientRange> StartTreeAsync(int[] counts, CancellationToken cancellationToken) =>
        Sent(await shard.StartTreeAsync(Sent(counts), cancellationToken));

    public async Task<NodeRows> StartRootAsync(GradientSteps steps, CancellationToken cancellationToken) =>
        Sent(await shard.StartRootAsync(Sent(steps), cancellationToken));

    public async Task<HistogramReply> HistogramsAsync(HistogramRequest request, CancellationToken cancellationToken) =>
        Sent(await shard.HistogramsAsync(Sent(request), cancellationToken));

    public async Task<NodeRows[]> SplitAsync(NodeSplit[] splits, CancellationToken cancellationToken) =>
        Sent(await shard.SplitAsync(Sent(splits), cancellationToken));

    public Task AddLeavesAsync(double[] values, CancellationToken cancellationToken) => shard.AddLeavesAsync(Sent(values), cancellationToken);

    public async Task<double> MaxLossAsync(int[] counts, CancellationToken cancellationToken) =>
        Sent(await shard.MaxLossAsync(Sent(counts), cancellationToken));

    public async Task<LossSum> SumLossAsync(int[] counts, double step, CancellationToken cancellationToken) =>
        Sent(await shard.SumLossAsync(Sent(counts), Sent(step), cancellationToken));

    private static T Sent<T>(T message) => JsonSerializer.Deserialize<T>(JsonSerializer.Serialize(message))!;
}
