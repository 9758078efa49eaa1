using OrleansRouter.Learning;
using OrleansRouter.Learning.Networks;
using OrleansRouter.Learning.Networks.Training;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Routing.Families.Networks;

namespace OrleansRouter.Routing.Families.GraphRouter;

/// <summary>
/// h_x = ReLU(linear(x)), h_k = ReLU(linear(description of model k)); the edge [h_x, h_k, h_x∘h_k, |h_x − h_k|] goes through two hidden
/// ReLU layers to (q̂, ĉ, σ̂).
/// </summary>
/// <remarks>
/// The first layer over the edge is the sum of its four parts, so that what only the query or only the model decides is computed once for
/// all edges of the query, or of the model.
/// </remarks>
/// <param name="ModelFeatures">K × f, the descriptions of the models.</param>
/// <param name="Targets">T: 2, or 3 with risk.</param>
/// <param name="Projection">Width of h.</param>
/// <param name="Hidden0">Width of the first hidden layer.</param>
/// <param name="Hidden1">Width of the second.</param>
[Paper("DARS", "GraphRouter")]
internal sealed record GraphRouterNetwork(Matrix<float> ModelFeatures, int Targets, int Projection, int Hidden0, int Hidden1)
{
    private int Models => ModelFeatures.Rows;

    /// <summary>Rows of K groups of T targets.</summary>
    public Node Define(Node x)
    {
        Node query = x.Dense("query", Projection).Relu();
        Node model = x.Graph.Constant(ModelFeatures).Dense("model", Projection).Relu();
        Node edge = query.Dense("edge0.query", Hidden0, EdgeInitializer).PlusEach(model.Project("edge0.model", Hidden0, EdgeInitializer))
            .Plus(query.TimesEach(model).ProjectEach(Models, "edge0.product", Hidden0, EdgeInitializer))
            .Plus(query.PlusEach(model.Times(-1)).Absolute().ProjectEach(Models, "edge0.distance", Hidden0, EdgeInitializer))
            .Relu();
        return edge.DenseEach(Models, "edge1", Hidden1).Relu().DenseEach(Models, "targets", Targets);
    }

    /// <summary>The mean squared error over known targets.</summary>
    /// <param name="graph">Where the network is built.</param>
    /// <param name="features">n × d.</param>
    /// <param name="targets">n × KT, grouped by model.</param>
    public Objective Learn(Graph graph, Matrix<float> features, EdgeTargets targets)
    {
        InputNode x = graph.Input(features.Columns);
        EdgeTargets.Inputs y = targets.AddTo(graph);
        return new Objective(Define(x).SquaredError(y.Values, y.Weights), batch =>
        {
            x.Load(features, batch.Rows);
            y.Load(batch.Rows);
        });
    }

    // The four parts together are one linear layer of 4·Projection inputs.
    private Initializer EdgeInitializer(int fanIn, int fanOut) => Initializers.TorchLinear(4 * Projection, fanOut);
}
