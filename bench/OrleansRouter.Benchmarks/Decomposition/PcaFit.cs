using BenchmarkDotNet.Attributes;
using OrleansRouter.Benchmarks.Peers;
using OrleansRouter.Learning;
using OrleansRouter.Learning.Decomposition;
using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Benchmarks.Decomposition;

/// <summary>50 principal components of rows of length 1,000; bench/peers/decomposition_speed.py runs the same in scikit-learn.</summary>
[Config(typeof(PeerConfig))]
public class PcaFit
{
    private Matrix<float> _rows = null!;

    [Params(1_000, 5_000, 100_000)]
    public int Rows { get; set; }

    [Params(1, 2)]
    public int Threads { get; set; }

    [GlobalSetup]
    public void Setup() => _rows = RandomRows.Normal(Rows, 1_000, seed: 1);

    [Benchmark]
    public PcaModel Fit() => Pca.Fit(_rows, new PcaOptions { Components = 50 }, seed: 1, new FitContext(Threads));
}
