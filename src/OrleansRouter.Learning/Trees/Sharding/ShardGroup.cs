using OrleansRouter.Learning.Trees.Binning;
using OrleansRouter.Learning.Trees.Growing;
using OrleansRouter.Learning.Trees.Rows;

namespace OrleansRouter.Learning.Trees.Sharding;

/// <summary>All shards of a training set as one: asks them side by side, numbers their rows on, and knows what they have in common.</summary>
internal sealed class ShardGroup
{
    private readonly IReadOnlyList<ITreeShard> _shards;
    private readonly int[] _lengths;

    private ShardGroup(IReadOnlyList<ITreeShard> shards, ShardDescription[] descriptions, WeightScheme scheme, ShardUnits[] units)
    {
        _shards = shards;
        _lengths = [.. descriptions.Select(d => d.Keys.Length)];
        Scheme = scheme;
        Units = new RowUnits(RowKeys.Order([.. descriptions.SelectMany(d => d.Keys)]), [.. units.SelectMany(u => u.Units)]);
        LargestSampleWeight = Units.Total * units.Max(u => u.MaxUnitWeight);
        Targets = TargetGrid.Of(descriptions.Min(d => d.MinTarget), descriptions.Max(d => d.MaxTarget), LargestSampleWeight);
    }

    /// <summary>How weights are read.</summary>
    public WeightScheme Scheme { get; }

    /// <summary>What row sampling draws from.</summary>
    public RowUnits Units { get; }

    /// <summary>The largest weight that a sample of as many units as there are can have.</summary>
    public double LargestSampleWeight { get; }

    /// <summary>Centre and rounding of the targets.</summary>
    public TargetGrid Targets { get; }

    /// <summary>Bins of every feature.</summary>
    public FeatureBins[] Bins { get; private set; } = [];

    /// <summary>Number of rows of all shards.</summary>
    public int Rows => _lengths.Sum();

    /// <summary>Steps for gradients that are targets less their centre.</summary>
    public GradientSteps TargetSteps => new(Targets.Step, Scheme.Step);

    /// <summary>Brings the shards to the point where trees can be grown.</summary>
    public static async Task<ShardGroup> CreateAsync(IReadOnlyList<ITreeShard> shards, int maxBins, CancellationToken cancellationToken)
    {
        ShardDescription[] descriptions = await Task.WhenAll(shards.Select(s => s.DescribeAsync(cancellationToken))).ConfigureAwait(false);
        if (descriptions.Select(d => d.Features).Distinct().Count() != 1)
        {
            throw new ArgumentException($"Shards have {string.Join(", ", descriptions.Select(d => d.Features))} features; the numbers must be equal.", nameof(shards));
        }

        var scheme = WeightScheme.Of(descriptions.Select(d => d.Weights).Aggregate((a, b) => a + b));
        ShardUnits[] units = await Task.WhenAll(shards.Select(s => s.WeighAsync(scheme, cancellationToken))).ConfigureAwait(false);
        FeatureBins[] bins = [.. Enumerable.Range(0, descriptions[0].Features).Select(feature =>
            FeatureBins.FromSketch(units.Select(u => u.Sketches[feature]).Aggregate((a, b) => a.Merge(b)), maxBins))];
        var group = new ShardGroup(shards, descriptions, scheme, units) { Bins = bins };
        await group.AllAsync((shard, _) => shard.BinAsync(bins, cancellationToken)).ConfigureAwait(false);
        return group;
    }

    /// <summary>Asks every shard; the second argument of <paramref name="ask"/> is the range of its rows in the numbering of all.</summary>
    public Task<T[]> AllAsync<T>(Func<ITreeShard, Range, Task<T>> ask) => Task.WhenAll(_shards.Select((shard, i) => ask(shard, RangeOf(i))));

    /// <summary>Tells every shard.</summary>
    public Task AllAsync(Func<ITreeShard, Range, Task> tell) => Task.WhenAll(_shards.Select((shard, i) => tell(shard, RangeOf(i))));

    private Range RangeOf(int shard)
    {
        int start = _lengths.Take(shard).Sum();
        return start..(start + _lengths[shard]);
    }
}
