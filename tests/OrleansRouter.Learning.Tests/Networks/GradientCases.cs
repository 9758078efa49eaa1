using OrleansRouter.Learning.Networks;

namespace OrleansRouter.Learning.Tests.Networks;

/// <summary>One small network per layer and per loss, each with learned parameters below and above it.</summary>
public static class GradientCases
{
    public static IReadOnlyDictionary<string, Func<Probe, Node>> All { get; } = new Dictionary<string, Func<Probe, Node>>
    {
        ["dense"] = p => Reduce(p, p.Learned("a", 4).Dense("b", 18).Dense("c", 3)),
        ["dense shared"] = p => Reduce(p, p.Learned("a", 4).Dense("b", 4).Dense("b", 4)),
        ["project"] = p => Reduce(p, p.Learned("a", 4).Project("b", 5)),
        ["dense on each stretch"] = p => Reduce(p, p.Learned("a", 12).DenseEach(3, "b", 5)),
        ["project on each stretch"] = p => Reduce(p, p.Learned("a", 6).ProjectEach(2, "b", 4)),
        ["plus each"] = p => Reduce(p, p.Learned("a", 3).PlusEach(p.Graph.Embeddings("e", 4, 3))),
        ["times each"] = p => Reduce(p, p.Learned("a", 3).TimesEach(p.Graph.Embeddings("e", 4, 3))),
        ["bilinear"] = p => Reduce(p, p.Learned("a", 3).Bilinear(p.Learned("b", 2), "c", 4)),
        ["dot"] = p => Reduce(p, p.Learned("a", 9).Dot(p.Learned("b", 9))),
        ["scores"] = p => Reduce(p, p.Learned("a", 3).Scores(p.Graph.Embeddings("e", 4, 3))),
        ["gather embedding"] = p => Reduce(p, p.Graph.Embeddings("e", 4, 3).Gather(p.Indices(4))),
        ["gather computed table"] = p => Reduce(p, p.Table(4, 3).Dense("t", 5).Tanh().Gather(p.Indices(4))),
        ["concat"] = p => Reduce(p, Layers.Concat(p.Learned("a", 2), p.Normal(1), p.Learned("b", 3))),
        ["plus"] = p => Reduce(p, p.Learned("a", 3).Plus(p.Learned("b", 3))),
        ["minus itself twice"] = p => Shared(p, a => a.Minus(a.Times(3))),
        ["times"] = p => Reduce(p, p.Learned("a", 3).Times(p.Learned("b", 3))),
        ["square"] = p => Shared(p, a => a.Times(a)),
        ["scale"] = p => Reduce(p, p.Learned("a", 3).Times(-2.5)),
        ["absolute difference"] = p => Reduce(p, p.Learned("a", 11).Minus(p.Learned("b", 11)).Absolute()),
        ["relu"] = p => Reduce(p, p.Learned("a", 11).Relu()),
        ["tanh"] = p => Reduce(p, p.Learned("a", 11).Tanh()),
        ["sigmoid"] = p => Reduce(p, p.Learned("a", 11).Sigmoid()),
        ["softmax"] = p => Reduce(p, p.Learned("a", 4).Softmax()),
        ["unit length"] = p => Reduce(p, p.Learned("a", 4).UnitLength()),
        ["dropout off"] = p => Reduce(p, p.Learned("a", 4).Dropout(0.5)),
        ["noise off"] = p => Reduce(p, p.Learned("a", 4).GaussianNoise(0.5)),
        ["squared error"] = p => p.Learned("a", 3).SquaredError(p.Normal(3)),
        ["binary cross-entropy"] = p => p.Learned("a", 3).BinaryCrossEntropy(p.Uniform(3)),
        ["squared error, weighted"] = p => p.Learned("a", 3).SquaredError(p.Normal(3), p.Uniform(3)),
        ["binary cross-entropy, weighted"] = p => p.Learned("a", 3).BinaryCrossEntropy(p.Uniform(3), p.Uniform(3)),
        ["hard cross-entropy"] = p => p.Learned("a", 3).CrossEntropy(p.Indices(3)),
        ["soft cross-entropy"] = p => p.Learned("a", 3).CrossEntropy(p.Distribution(3)),
        ["soft cross-entropy of any mass"] = p => p.Learned("a", 3).CrossEntropy(p.Uniform(3)),
        ["policy gradient"] = p => p.Learned("a", 4).PolicyGradient(p.Indices(4), p.Normal(1), entropyWeight: 0.05),
        ["policy gradient, mostly entropy"] = p => p.Learned("a", 4).PolicyGradient(p.Indices(4), p.Normal(1), entropyWeight: 20),
        ["expected regret"] = p => p.Learned("a", 4).ExpectedRegret(p.Normal(4)),
        ["expected regret with entropy"] = p => p.Learned("a", 4).ExpectedRegret(p.Normal(4), entropyWeight: 0.3),
        ["expected regret of three policies"] = p => p.Learned("a", 12).ExpectedRegret(p.Normal(12), policies: 3),
        ["contrastive"] = p => p.Learned("a", 7).Contrastive(p.Marks(7)),
        ["weighted sum of losses"] = p => p.Learned("a", 3).SquaredError(p.Normal(3)).Times(p.Uniform(1))
            .Plus(p.Learned("b", 2).CrossEntropy(p.Indices(2)).Times(0.5)),
    };

    private static Node Shared(Probe p, Func<Node, Node> function) => Reduce(p, function(p.Learned("a", 3)));

    // A target makes every column of the node count with a different slope.
    private static Node Reduce(Probe p, Node node) => node.SquaredError(p.Normal(node.Columns));
}
