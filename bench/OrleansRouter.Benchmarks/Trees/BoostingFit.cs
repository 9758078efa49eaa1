using BenchmarkDotNet.Attributes;
using OrleansRouter.Benchmarks.Peers;
using OrleansRouter.Learning;
using OrleansRouter.Learning.Boosting;
using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Benchmarks.Trees;

/// <summary>100 rounds of boosting, depth 6, on 50 features; bench/peers/trees_speed.py runs the same in XGBoost.</summary>
[Config(typeof(PeerConfig))]
public class BoostingFit
{
    private readonly GradientBoostingRegressor _boosting = new(new BoostingOptions { Rounds = 100, MaxDepth = 6, LearningRate = 0.1 });
    private Matrix<float> _x = null!;
    private double[] _y = [];

    [Params(1_000, 5_000, 10_000, 100_000)]
    public int Rows { get; set; }

    [Params(1, 2)]
    public int Threads { get; set; }

    [GlobalSetup]
    public void Setup() => (_x, _y) = FriedmanRows.Draw(Rows);

    [Benchmark]
    public IRegressionModel Fit() => _boosting.Fit(_x, _y, weights: null, seed: 1, new FitContext(Threads));
}
