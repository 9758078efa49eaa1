using OrleansRouter.Learning;
using OrleansRouter.Learning.Networks;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Serialization;
using OrleansRouter.Routing.Barp;
using OrleansRouter.Routing.Families.Networks;

namespace OrleansRouter.Routing.Families.RouterDc;

/// <summary>
/// RouterDC: the model whose learned vector is most similar to the query's, by a dual contrastive loss over every label. The choice does not
/// depend on a tenant's preference; it is tied to the one of training.
/// </summary>
public sealed class RouterDcFamily : IRouterFamily
{
    /// <inheritdoc/>
    public string Name => "router-dc";

    /// <inheritdoc/>
    public object DefaultOptions => new RouterDcOptions();

    /// <inheritdoc/>
    public IRouter Train(TrainingSet data, object options, ulong seed, FitContext context)
    {
        RouterDcOptions dc = FamilyOptions.As<RouterDcOptions>(this, options);
        context.CancellationToken.ThrowIfCancellationRequested();
        Matrix<float> marks = ModelMarks.Of(Utilities(data.Validated(), SimplexWeights.OfCost(dc.CostWeight)), dc.Positives, dc.Negatives);
        var clusters = new QueryClusters(data.Features, dc.Clusters, seed, context with { Progress = null });
        var network = new RouterDcNetwork(data.Models.Count, dc.Dimensions, dc.Temperature);
        ParameterSet parameters = new NetworkTraining(dc, data.Features.Rows, ExamplesPerQuery: 1, seed, context, Start: null)
            .Run(graph => network.Learn(graph, data.Features, marks, clusters, dc.OtherQueries, dc.SampleWeight));
        return new RouterDcRouter(ModelMeans.Of(data), network, new ServingNetwork(parameters, data.Features.Columns, network.Define));
    }

    /// <inheritdoc/>
    public IRouter Read(ModelReader reader) => RouterDcRouter.Read(reader);

    private static Matrix<double> Utilities(TrainingSet data, SimplexWeights weights)
    {
        var utilities = new Matrix<double>(data.Quality.Rows, data.Quality.Columns);
        for (int i = 0; i < utilities.Values.Length; i++)
        {
            // A cost that nobody knows matters only where costs count.
            double cost = weights.Cost > 0 ? data.NormaliseCost(data.CostUsd.Values[i]) : 0;
            utilities.Values[i] = weights.Reward(data.Quality.Values[i], cost);
        }

        return utilities;
    }
}
