using BenchmarkDotNet.Attributes;
using OrleansRouter.Benchmarks.Peers;
using OrleansRouter.Learning;
using OrleansRouter.Learning.Clustering;
using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Benchmarks.Clustering;

/// <summary>AvengersPro's clusters: 32 of 10,000 embeddings of length 384, 2 starts of 30 iterations; bench/peers/kmeans_speed.py runs the same in scikit-learn.</summary>
[Config(typeof(PeerConfig))]
public class KMeansFit
{
    private Matrix<float> _rows = null!;

    [Params(1_000, 10_000, 100_000)]
    public int Rows { get; set; }

    [Params(1, 2)]
    public int Threads { get; set; }

    // Unstructured rows: neither library converges before the last iteration, so both do the same work.
    [GlobalSetup]
    public void Setup() => _rows = RandomRows.Normal(Rows, 384, seed: 1);

    [Benchmark]
    public double Fit() =>
        KMeans.Fit(_rows, null, new KMeansOptions { Restarts = 2, MaxIterations = 30, Tolerance = 0 }, seed: 1, new FitContext(Threads)).Inertia;
}
