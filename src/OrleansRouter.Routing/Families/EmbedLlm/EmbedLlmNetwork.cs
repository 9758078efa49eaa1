using OrleansRouter.Learning;
using OrleansRouter.Learning.Networks;
using OrleansRouter.Learning.Networks.Training;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Routing.Families.Networks;

namespace OrleansRouter.Routing.Families.EmbedLlm;

/// <summary>
/// logits = (P·x)·e_k + b_k against the risk-adjusted score, cost = linear(e_k). In training Gaussian noise lies on P·x, drawn per query, and
/// on e_k, drawn per model and batch shard. b starts at the log-odds of the model's mean score.
/// </summary>
/// <param name="Models">K.</param>
/// <param name="Dimensions">Length of P·x and e_k.</param>
[Paper("DARS", "EmbedLLM")]
internal sealed record EmbedLlmNetwork(int Models, int Dimensions)
{
    private const string Embedding = "model";

    /// <summary>Rows of K logits.</summary>
    public Node Define(Node x) => Logits(x, Table(x.Graph), noise: 0, Initializers.Zeros);

    /// <summary>Cross-entropy of scores and squared error of costs; means over known labels.</summary>
    /// <param name="graph">Where the network is built.</param>
    /// <param name="features">n × d.</param>
    /// <param name="scores">n × K, in [0, 1].</param>
    /// <param name="costs">n × K.</param>
    /// <param name="noise">α.</param>
    public Objective Learn(Graph graph, Matrix<float> features, EdgeTargets scores, EdgeTargets costs, double noise)
    {
        InputNode x = graph.Input(features.Columns), one = graph.Input(1);
        EdgeTargets.Inputs score = scores.AddTo(graph), cost = costs.AddTo(graph);
        Node table = Table(graph).GaussianNoise(noise);
        Node costPerQuery = one.Scores(Cost(table));
        Node loss = Logits(x, table, noise, scores.LogOdds()).BinaryCrossEntropy(score.Values, score.Weights)
            .Plus(costPerQuery.SquaredError(cost.Values, cost.Weights));
        return new Objective(loss, batch =>
        {
            x.Load(features, batch.Rows);
            one.Values.Fill(1);
            score.Load(batch.Rows);
            cost.Load(batch.Rows);
        });
    }

    /// <summary>ĉ_k of every model, which no query changes.</summary>
    public double[] Costs(ParameterSet parameters)
    {
        var graph = new Graph(parameters, capacity: 1);
        Node costs = Cost(Table(graph));
        graph.Begin(1);
        graph.Forward(costs);
        return [.. costs.Values.ToArray().Select(c => (double)c)];
    }

    private Node Table(Graph graph) => graph.Embeddings(Embedding, Models, Dimensions);

    private static Node Cost(Node table) => table.Dense("cost", 1);

    private Node Logits(Node x, Node table, double noise, Initializer logOdds) =>
        x.Project("query", Dimensions).GaussianNoise(noise).Scores(table).PlusEach(x.Graph.Parameter("score.bias", 1, Models, logOdds));
}
