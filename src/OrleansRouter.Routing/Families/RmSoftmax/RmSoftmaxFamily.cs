using OrleansRouter.Learning;
using OrleansRouter.Learning.Networks;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Serialization;
using OrleansRouter.Routing.Families.Networks;

namespace OrleansRouter.Routing.Families.RmSoftmax;

/// <summary>A softmax policy over models, given the query and the cost weight, that minimises expected regret; the choice is its largest logit.</summary>
public sealed class RmSoftmaxFamily : IRouterFamily
{
    /// <inheritdoc/>
    public string Name => "rm-softmax";

    /// <inheritdoc/>
    public object DefaultOptions => new RmSoftmaxOptions();

    /// <inheritdoc/>
    public IRouter Train(TrainingSet data, object options, ulong seed, FitContext context) =>
        Train(data, FamilyOptions.As<RmSoftmaxOptions>(this, options), seed, context, start: null);

    /// <inheritdoc/>
    public IRouter Read(ModelReader reader) => RmSoftmaxRouter.Read(reader);

    /// <summary>Trains from given first weights, or drawn ones where <paramref name="start"/> is null.</summary>
    internal static RmSoftmaxRouter Train(
        TrainingSet data, RmSoftmaxOptions options, ulong seed, FitContext context, Action<ParameterSet>? start)
    {
        RiskAdjusted adjusted = RiskAdjusted.Of(data.Validated(), options.RiskAversion);
        double[] grid = [.. Enumerable.Range(0, options.CostWeights).Select(g => options.MaxCostWeight * g / (options.CostWeights - 1))];
        var network = new RmSoftmaxNetwork(data.Models.Count, grid, options.Hidden0, options.Hidden1, options.Temperature);
        Matrix<float> utilities = network.Utilities(adjusted.Quality, TargetColumns.Blocks(data)[1]);
        ParameterSet parameters = new NetworkTraining(options, data.Features.Rows, grid.Length, seed, context, start)
            .Run(graph => network.Learn(graph, data.Features, utilities));
        var logits = new ServingNetwork(parameters, data.Features.Columns, network.Define);
        double slope = UtilitySlope.Of(logits, data.Features, utilities, data.Models.Count);
        var monotone = new MonotoneLogits(grid, ModelMeans.Of(data), options.RiskAversion, slope);
        return new RmSoftmaxRouter(network, monotone, logits);
    }
}
