using BenchmarkDotNet.Attributes;
using OrleansRouter.Benchmarks.Peers;
using OrleansRouter.Learning;
using OrleansRouter.Learning.Linear;
using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Benchmarks.Linear;

/// <summary>Ridge regression on 384 features, the penalty chosen by leave-one-out error.</summary>
[Config(typeof(PeerConfig))]
public class RidgeFit
{
    private readonly RidgeRegressor _ridge = new();
    private Matrix<float> _x = null!;
    private double[] _y = [];

    [Params(1_000, 10_000, 100_000)]
    public int Rows { get; set; }

    [Params(1, 2)]
    public int Threads { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _x = RandomRows.Normal(Rows, 384, seed: 1);
        var noise = new Rng(2);
        _y = [.. Enumerable.Range(0, Rows).Select(i => _x[i, 0] + noise.NextGaussian())];
    }

    [Benchmark]
    public IRegressionModel Fit() => _ridge.Fit(_x, _y, weights: null, seed: 1, new FitContext(Threads));
}
