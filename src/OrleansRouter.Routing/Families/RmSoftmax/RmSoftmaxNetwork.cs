using OrleansRouter.Learning;
using OrleansRouter.Learning.Networks;
using OrleansRouter.Learning.Networks.Training;
using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Routing.Families.RmSoftmax;

/// <summary>
/// Logits of [x; λ] through two hidden ReLU layers, for every λ of a grid side by side, trained to the least expected regret
/// E_π[max U − U_a], U = (q̄ − βσ) − λc̄, π = softmax(logits/T).
/// </summary>
/// <remarks>The first layer is the sum of its two parts, so that the embedding is multiplied once for all λ.</remarks>
/// <param name="Models">K.</param>
/// <param name="CostWeights">The grid, ascending, length G.</param>
/// <param name="Hidden0">Width of the first hidden layer.</param>
/// <param name="Hidden1">Width of the second.</param>
/// <param name="Temperature">T.</param>
[Paper("DARS", "RM-Softmax")]
internal sealed record RmSoftmaxNetwork(int Models, double[] CostWeights, int Hidden0, int Hidden1, double Temperature)
{
    private int Groups => CostWeights.Length;

    /// <summary>Rows of G groups of K logits, divided by T.</summary>
    public Node Define(Node x)
    {
        Initializer First(int fanIn, int fanOut) => Initializers.TorchLinear(x.Columns + 1, fanOut);
        var grid = new Matrix<float>(Groups, 1, [.. CostWeights.Select(w => (float)w)]);
        return x.Dense("hidden0", Hidden0, First)
            .PlusEach(x.Graph.Constant(grid).Project("hidden0.costWeight", Hidden0, First)).Relu()
            .DenseEach(Groups, "hidden1", Hidden1).Relu()
            .DenseEach(Groups, "logits", Models).Times(1 / Temperature);
    }

    /// <summary>The expected regret, its mean over the grid; a model of unknown utility takes no part.</summary>
    /// <param name="graph">Where the network is built.</param>
    /// <param name="features">n × d.</param>
    /// <param name="utilities">n × GK, NaN where unknown.</param>
    public Objective Learn(Graph graph, Matrix<float> features, Matrix<float> utilities)
    {
        InputNode x = graph.Input(features.Columns), u = graph.Input(utilities.Columns);
        return new Objective(Define(x).ExpectedRegret(u, policies: Groups), batch =>
        {
            x.Load(features, batch.Rows);
            u.Load(utilities, batch.Rows);
        });
    }

    /// <summary>(q̄ − βσ) − λc̄ for every λ of the grid, n × GK.</summary>
    /// <param name="quality">q̄ − βσ, n × K.</param>
    /// <param name="costs">c̄, n × K.</param>
    public Matrix<float> Utilities(Matrix<double> quality, Matrix<double> costs)
    {
        var utilities = new Matrix<float>(quality.Rows, Groups * Models);
        for (int i = 0; i < utilities.Rows; i++)
        {
            for (int j = 0; j < utilities.Columns; j++)
            {
                utilities[i, j] = (float)(quality[i, j % Models] - (CostWeights[j / Models] * costs[i, j % Models]));
            }
        }

        return utilities;
    }
}
