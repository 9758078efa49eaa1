using BenchmarkDotNet.Attributes;
using OrleansRouter.Benchmarks.Peers;
using OrleansRouter.Learning;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Routing.Barp.Training;
using OrleansRouter.Routing.Families;
using OrleansRouter.Routing.Families.Barp;

namespace OrleansRouter.Benchmarks.Barp;

/// <summary>BaRP with the paper's network and loop, 1,500 queries × 384 features, 11 models; bench/peers/barp_speed.py does the same in PyTorch.</summary>
[Config(typeof(PeerConfig))]
public class BarpTraining
{
    private const int Queries = 1500, Features = 384, Models = 11;

    private TrainingSet _data = null!;

    [Params(10, 100)]
    public int Epochs { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var rng = new Rng(1);
        _data = new TrainingSet
        {
            Models = [.. Enumerable.Range(0, Models).Select(k => $"model-{k:00}")],
            Features = new Matrix<float>(Queries, Features, [.. Enumerable.Range(0, Queries * Features).Select(_ => (float)rng.NextGaussian())]),
            Quality = new Matrix<double>(Queries, Models, [.. Enumerable.Range(0, Queries * Models).Select(_ => rng.NextDouble())]),
            CostUsd = new Matrix<double>(Queries, Models, [.. Enumerable.Range(0, Queries * Models).Select(_ => rng.NextDouble())]),
            CostCapUsd = 1,
        };
    }

    [Benchmark]
    public IRouter Train() => new BarpFamily().Train(_data, BarpOptions.Paper with { Epochs = Epochs }, seed: 1, new FitContext(Threads: 1));
}
