using OrleansRouter.Learning.Networks;
using OrleansRouter.Learning.Networks.Training;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.TestKit;

namespace OrleansRouter.Learning.Tests.Networks;

/// <summary>Networks, batches, gradients and updates computed by PyTorch (bench/peers/network_fixtures.py).</summary>
public sealed record TorchFixture(TorchFixture.BatchValues Batch, TorchFixture.Case[] Cases)
{
    public static TorchFixture Instance { get; } = Fixture.Load<TorchFixture>("networks");

    /// <summary>Defines the network of a case, with the fixture's batch as its inputs.</summary>
    public Objective Define(Case c, Graph graph)
    {
        List<Action> loads = [];
        InputNode Input(float[][] values)
        {
            InputNode input = graph.Input(values[0].Length);
            var matrix = new Matrix<float>(values.Length, values[0].Length, [.. values.SelectMany(v => v)]);
            loads.Add(() => input.Load(matrix, [.. Enumerable.Range(0, values.Length)]));
            return input;
        }

        IndexInput classes = graph.Indices();
        loads.Add(() => Batch.Classes.CopyTo(classes.Values));
        Node logits = Network(c, Input(Batch.Features));
        Node loss = c.Loss switch
        {
            "squaredError" => logits.SquaredError(Input(Batch.Targets)),
            "binaryCrossEntropy" => logits.BinaryCrossEntropy(Input(Batch.Shares)),
            "hardCrossEntropy" => logits.CrossEntropy(classes),
            "softCrossEntropy" => logits.CrossEntropy(Input(Batch.Distribution)),
            "policyGradient" => logits.PolicyGradient(classes, Input(Batch.Advantages), entropyWeight: 0.05),
            "expectedRegret" => logits.ExpectedRegret(Input(Batch.Targets), entropyWeight: 0.05),
            _ => throw new InvalidDataException(c.Loss),
        };
        return new Objective(loss, _ => loads.ForEach(load => load()));
    }

    private static Node Network(Case c, Node x)
    {
        if (c.Network == "bilinear")
        {
            return x.Bilinear(x.Dense("side", 2), "bilinear", 3);
        }

        Node Activate(Node node) => c.Activation switch { "relu" => node.Relu(), "tanh" => node.Tanh(), _ => node.Sigmoid() };
        return Activate(Activate(x.Dense("hidden0", 7)).Dense("hidden1", 4)).Dense("output", 3);
    }

    public sealed record BatchValues(
        float[][] Features, float[][] Targets, float[][] Shares, int[] Classes, float[][] Distribution, float[][] Advantages);

    public sealed record Case(
        string Network, string Activation, string Loss, Update Optimizer, double Value, Dictionary<string, float[]> Initial,
        Dictionary<string, float[]> Gradients, Dictionary<string, float[]> AfterOne, Dictionary<string, float[]> AfterThree)
    {
        public override string ToString() => $"{Network} {Activation} {Loss} {Optimizer}";
    }

    public sealed record Update(string Kind, double LearningRate, double Momentum, double WeightDecay, double? ClipNorm)
    {
        public OptimizerOptions Options => Kind == "adam"
            ? new AdamOptions { LearningRate = LearningRate, WeightDecay = WeightDecay, ClipNorm = ClipNorm, DecayBiases = true }
            : new SgdOptions { LearningRate = LearningRate, WeightDecay = WeightDecay, ClipNorm = ClipNorm, DecayBiases = true, Momentum = Momentum };
    }
}
