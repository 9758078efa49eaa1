using System.Numerics.Tensors;

namespace OrleansRouter.Learning.Networks.Training;

/// <summary>
/// Synchronous data parallelism: a mini-batch is cut into shards by its size alone, each shard's gradient is computed on its own copy of
/// the network, and the gradients are summed in the order of the shards. The sum is the same bytes on any number of threads or machines.
/// </summary>
public sealed class GradientShards
{
    private const int MaxShards = 8;
    private const int SumStretch = 1 << 16;

    private readonly TrainingOptions _options;
    private readonly (Graph Graph, Objective Objective)[] _copies;
    private readonly double[] _losses;
    private readonly Action<int> _compute, _sum;
    private ReadOnlyMemory<int> _rows;
    private ulong _seed;
    private int _shards;

    /// <summary>Defines one copy of the network per shard of a full batch.</summary>
    /// <param name="parameters">The shared parameters; created by <paramref name="define"/> unless they exist.</param>
    /// <param name="define">Builds nodes in a graph and says what is minimised; called once per copy.</param>
    /// <param name="options">Sizes of batch and shards.</param>
    public GradientShards(ParameterSet parameters, Func<Graph, Objective> define, TrainingOptions options)
    {
        _options = options;
        int shards = ShardCount(options.BatchRows), capacity = Math.Max(options.ShardRows, DivideUp(Groups(options.BatchRows), MaxShards) * options.GroupRows);
        _copies = new (Graph, Objective)[shards];
        for (int i = 0; i < shards; i++)
        {
            var graph = new Graph(parameters, Math.Min(options.BatchRows, capacity));
            _copies[i] = (graph, Checked(define(graph)));
        }

        _losses = new double[shards];
        (_compute, _sum) = (ComputeShard, SumStretchOfShards);
    }

    /// <summary>Into how many shards a batch of <paramref name="rows"/> rows is cut.</summary>
    public static int ShardCount(TrainingOptions options, int rows) =>
        Math.Clamp(DivideUp(rows, options.ShardRows), 1, Math.Min(MaxShards, DivideUp(rows, options.GroupRows)));

    /// <summary>Into how many shards a batch of <paramref name="rows"/> rows is cut.</summary>
    public int ShardCount(int rows) => ShardCount(_options, rows);

    /// <summary>Computes the gradient of one shard, as a worker does; the result is valid until the next call.</summary>
    /// <param name="rows">The rows of the whole batch.</param>
    /// <param name="shard">In [0, <see cref="ShardCount(int)"/>).</param>
    /// <param name="seed">Randomness of the step.</param>
    /// <param name="gradient">The shard's share of ∂(mean loss)/∂parameters, laid out like <see cref="ParameterSet.Values"/>.</param>
    /// <returns>The shard's share of the mean loss.</returns>
    public double Compute(ReadOnlyMemory<int> rows, int shard, ulong seed, out float[] gradient)
    {
        Start(rows, seed);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)shard, (uint)_shards, nameof(shard));
        ComputeShard(shard);
        gradient = _copies[shard].Graph.ParameterGradients;
        return _losses[shard];
    }

    internal double ComputeAll(ReadOnlyMemory<int> rows, ulong seed, WorkCrew crew, out float[] gradient)
    {
        Start(rows, seed);
        crew.Run(_shards, _compute);
        gradient = _copies[0].Graph.ParameterGradients;
        if (_shards > 1)
        {
            crew.Run((gradient.Length + SumStretch - 1) / SumStretch, gradient.Length, _sum);
        }

        double loss = 0;
        for (int i = 0; i < _shards; i++)
        {
            loss += _losses[i];
        }

        return loss;
    }

    internal double MeanLoss(ReadOnlySpan<int> rows)
    {
        (Graph graph, Objective objective) = _copies[0];
        double sum = 0;
        for (int start = 0; start < rows.Length; start += graph.Capacity)
        {
            ReadOnlySpan<int> part = rows[start..Math.Min(rows.Length, start + graph.Capacity)];
            graph.Begin(part.Length);
            objective.Load(new Batch(part, new BatchNoise(0, start)));
            graph.Forward(objective.Loss);
            sum += Graph.Sum(objective.Loss.Values);
        }

        return sum / rows.Length;
    }

    private static Objective Checked(Objective objective) => objective.Loss is { Columns: 1, FixedRows: null }
        ? objective
        : throw new ArgumentException("A loss must have one column, and one row per row of the batch.", nameof(objective));

    private void Start(ReadOnlyMemory<int> rows, ulong seed)
    {
        if (rows.Length < 1 || rows.Length > _options.BatchRows)
        {
            throw new ArgumentOutOfRangeException(nameof(rows), rows.Length, $"A batch must have 1 to {_options.BatchRows} rows.");
        }

        (_rows, _seed, _shards) = (rows, seed, ShardCount(rows.Length));
    }

    private void ComputeShard(int shard)
    {
        int first = FirstRow(shard), end = Math.Min(_rows.Length, FirstRow(shard + 1));
        (Graph graph, Objective objective) = _copies[shard];
        var noise = new BatchNoise(_seed, first);
        graph.Begin(end - first, noise);
        objective.Load(new Batch(_rows.Span[first..end], noise));
        _losses[shard] = graph.Backward(objective.Loss, 1f / _rows.Length) / _rows.Length;
    }

    private int FirstRow(int shard) => (int)((long)Groups(_rows.Length) * shard / _shards) * _options.GroupRows;

    private int Groups(int rows) => DivideUp(rows, _options.GroupRows);

    private static int DivideUp(int count, int size) => (count + size - 1) / size;

    private void SumStretchOfShards(int stretch)
    {
        int start = stretch * SumStretch;
        float[] total = _copies[0].Graph.ParameterGradients;
        Span<float> sum = total.AsSpan(start, Math.Min(SumStretch, total.Length - start));
        for (int i = 1; i < _shards; i++)
        {
            TensorPrimitives.Add(sum, _copies[i].Graph.ParameterGradients.AsSpan(start, sum.Length), sum);
        }
    }
}
