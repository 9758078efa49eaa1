using OrleansRouter.Learning;
using OrleansRouter.Learning.Networks;
using OrleansRouter.Learning.Networks.Training;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Routing.Families.Networks;

namespace OrleansRouter.Routing.Families.Mirt;

/// <summary>
/// σ(θ(x)·a_k − b_k) for score, cost and, with risk, standard deviation: θ has one hidden ReLU layer, and each head has discriminations a
/// and difficulties b of its own. What is learned is −b; it starts at the log-odds of the model's mean label, so that a short training does
/// not end near chance.
/// </summary>
/// <param name="Models">K.</param>
/// <param name="Heads">2, or 3 with risk.</param>
/// <param name="Hidden">Width of the hidden layer.</param>
/// <param name="Latent">Length of θ.</param>
[Paper("DARS", "MIRT")]
internal sealed record MirtNetwork(int Models, int Heads, int Hidden, int Latent)
{
    private const double RiskWeight = 0.5;
    private static readonly string[] Names = ["score", "cost", "risk"];

    /// <summary>Rows of K scores, K costs and possibly K risks, each in (0, 1).</summary>
    public Node Define(Node x) => Layers.Concat(Logits(x, targets: null)).Sigmoid();

    /// <summary>Cross-entropy of scores, squared error of costs, half the squared error of risks; means over known labels.</summary>
    /// <param name="graph">Where the network is built.</param>
    /// <param name="features">n × d.</param>
    /// <param name="targets">n × K for every head, in [0, 1].</param>
    public Objective Learn(Graph graph, Matrix<float> features, EdgeTargets[] targets)
    {
        InputNode x = graph.Input(features.Columns);
        EdgeTargets.Inputs[] labels = [.. targets.Select(t => t.AddTo(graph))];
        Node[] logits = Logits(x, targets);
        Node loss = logits[0].BinaryCrossEntropy(labels[0].Values, labels[0].Weights)
            .Plus(logits[1].Sigmoid().SquaredError(labels[1].Values, labels[1].Weights));
        if (Heads > 2)
        {
            loss = loss.Plus(logits[2].Sigmoid().SquaredError(labels[2].Values, labels[2].Weights).Times(RiskWeight));
        }

        return new Objective(loss, batch =>
        {
            x.Load(features, batch.Rows);
            foreach (EdgeTargets.Inputs label in labels)
            {
                label.Load(batch.Rows);
            }
        });
    }

    private Node[] Logits(Node x, EdgeTargets[]? targets)
    {
        Node ability = x.Dense("ability0", Hidden).Relu().Dense("ability1", Latent);
        return [.. Enumerable.Range(0, Heads).Select(h =>
        {
            Initializer logOdds = targets is null ? Initializers.Zeros : targets[h].LogOdds();
            Node discrimination = x.Graph.Embeddings($"{Names[h]}.discrimination", Models, Latent);
            Node easiness = x.Graph.Parameter($"{Names[h]}.easiness", 1, Models, logOdds);
            return ability.Scores(discrimination).PlusEach(easiness);
        })];
    }
}
