using BenchmarkDotNet.Attributes;
using OrleansRouter.Benchmarks.Peers;
using OrleansRouter.Learning;
using OrleansRouter.Learning.Neighbors;
using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Benchmarks.Neighbors;

/// <summary>The 16 nearest of 10,000 points of length 256 for each of 1,000 queries; bench/peers/neighbors_speed.py runs the same in scikit-learn.</summary>
[Config(typeof(PeerConfig))]
public class NeighborSearch
{
    private const int Queries = 1_000, Dimension = 256, Wanted = 16;
    private readonly Matrix<int> _indices = new(Queries, Wanted);
    private readonly Matrix<float> _distances = new(Queries, Wanted);
    private NearestNeighbors _index = null!;
    private Matrix<float> _queries = null!;

    [Params(DistanceMetric.Euclidean, DistanceMetric.Cosine)]
    public DistanceMetric Metric { get; set; }

    [Params(1_000, 10_000, 100_000)]
    public int Points { get; set; }

    [Params(1, 2)]
    public int Threads { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _index = new NearestNeighbors(RandomRows.Normal(Points, Dimension, seed: 1), Metric);
        _queries = RandomRows.Normal(Queries, Dimension, seed: 2);
    }

    [Benchmark]
    public int Search()
    {
        _index.Search(_queries, _indices, _distances, new FitContext(Threads));
        return _indices[0, 0];
    }
}
