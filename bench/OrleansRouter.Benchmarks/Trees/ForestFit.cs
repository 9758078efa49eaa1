using BenchmarkDotNet.Attributes;
using OrleansRouter.Benchmarks.Peers;
using OrleansRouter.Learning;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Trees;

namespace OrleansRouter.Benchmarks.Trees;

/// <summary>A regression forest of 100 trees, depth 20, √d of 50 features at each split; bench/peers/trees_speed.py runs the same in scikit-learn.</summary>
[Config(typeof(PeerConfig))]
public class ForestFit
{
    private readonly RandomForestRegressor _forest = new(new ForestOptions { Trees = 100, MaxDepth = 20, FeaturesPerSplit = FeaturesPerSplit.SquareRoot });
    private Matrix<float> _x = null!;
    private double[] _y = [];

    [Params(1_000, 5_000, 10_000, 100_000)]
    public int Rows { get; set; }

    [Params(1, 2)]
    public int Threads { get; set; }

    [GlobalSetup]
    public void Setup() => (_x, _y) = FriedmanRows.Draw(Rows);

    [Benchmark]
    public IRegressionModel Fit() => _forest.Fit(_x, _y, weights: null, seed: 1, new FitContext(Threads));
}
