using BenchmarkDotNet.Attributes;
using OrleansRouter.Benchmarks.Peers;
using OrleansRouter.Learning;
using OrleansRouter.Learning.Networks;
using OrleansRouter.Learning.Networks.Training;
using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Benchmarks.Networks;

/// <summary>An MLP 384–128–64–6 on 4,000 rows, 20 epochs of Adam; bench/peers/network_speed.py runs the same in PyTorch.</summary>
[Config(typeof(PeerConfig))]
public class MlpTraining
{
    private const int Rows = 4000, Inputs = 384, Outputs = 6;

    private Matrix<float> _x = null!, _y = null!;

    [Params(32, 256)]
    public int BatchRows { get; set; }

    [Params(1, 2)]
    public int Threads { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _x = RandomRows.Normal(Rows, Inputs, seed: 1);
        _y = RandomRows.Normal(Rows, Outputs, seed: 2);
    }

    [Benchmark]
    public double Train()
    {
        var options = new TrainingOptions { Epochs = 20, BatchRows = BatchRows };
        var trainer = new Trainer(new ParameterSet(1), Define, options, seed: 1, new FitContext(Threads));
        return trainer.Run([.. Enumerable.Range(0, Rows)]).Losses[^1];
    }

    private Objective Define(Graph graph)
    {
        InputNode x = graph.Input(Inputs), y = graph.Input(Outputs);
        Node output = x.Dense("hidden0", 128).Relu().Dense("hidden1", 64).Relu().Dense("output", Outputs);
        return new Objective(output.SquaredError(y), batch =>
        {
            x.Load(_x, batch.Rows);
            y.Load(_y, batch.Rows);
        });
    }
}
