using BenchmarkDotNet.Attributes;
using OrleansRouter.Benchmarks.Peers;
using OrleansRouter.Learning;
using OrleansRouter.Learning.Networks.Mlp;
using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Benchmarks.Networks;

/// <summary>How a whole fit of <see cref="MlpRegressor"/> (128–64, five passes) grows with the rows.</summary>
[Config(typeof(PeerConfig))]
public class MlpGrowth
{
    private const int Inputs = 64;

    private Matrix<float> _x = null!;
    private double[] _y = [];

    [Params(1_000, 10_000, 100_000)]
    public int Rows { get; set; }

    [Params(1, 2)]
    public int Threads { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _x = RandomRows.Normal(Rows, Inputs, seed: 1);
        var rng = new Rng(2);
        _y = [.. Enumerable.Range(0, Rows).Select(i => _x[i, 0] + rng.NextGaussian())];
    }

    [Benchmark]
    public IRegressionModel FivePasses() =>
        new MlpRegressor(new MlpOptions { MaxIterations = 5 }).Fit(_x, _y, weights: null, seed: 1, new FitContext(Threads));
}
