using OrleansRouter.Learning;
using OrleansRouter.Learning.Networks;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Serialization;
using OrleansRouter.Routing.Families.Networks;

namespace OrleansRouter.Routing.Families.GraphRouter;

/// <summary>
/// Predicts quality, normalised cost and, where queries were observed repeatedly, risk of every edge between a query and a model from the
/// query's embedding and the model's description; the choice is argmax_k w_q·q̂ − λ·ĉ − β·σ̂.
/// </summary>
/// <remarks>Descriptions are <see cref="TrainingSet.ModelFeatures"/>, or <see cref="ModelDescriptions"/> where there are none.</remarks>
public sealed class GraphRouterFamily : IRouterFamily
{
    /// <inheritdoc/>
    public string Name => "graph-router";

    /// <inheritdoc/>
    public object DefaultOptions => new GraphRouterOptions();

    /// <inheritdoc/>
    public IRouter Train(TrainingSet data, object options, ulong seed, FitContext context) =>
        Train(data, FamilyOptions.As<GraphRouterOptions>(this, options), seed, context, start: null);

    /// <inheritdoc/>
    public IRouter Read(ModelReader reader) => EdgeRouter.Read(reader);

    /// <summary>Trains from given first weights, or drawn ones where <paramref name="start"/> is null.</summary>
    internal static IRouter Train(TrainingSet data, GraphRouterOptions options, ulong seed, FitContext context, Action<ParameterSet>? start)
    {
        Matrix<double>[] blocks = TargetColumns.Blocks(data.Validated());
        int models = data.Models.Count;
        var network = new GraphRouterNetwork(
            data.ModelFeatures ?? ModelDescriptions.Of(data), blocks.Length, options.Projection, options.Hidden0, options.Hidden1);
        EdgeTargets targets = EdgeTargets.Of(ByModel(blocks));
        ParameterSet parameters = new NetworkTraining(options, data.Features.Rows, models, seed, context, start)
            .Run(graph => network.Learn(graph, data.Features, targets));
        return new EdgeRouter([.. data.Models], network, new ServingNetwork(parameters, data.Features.Columns, network.Define));
    }

    // n × KT: the T targets of a model side by side.
    private static Matrix<double> ByModel(Matrix<double>[] blocks)
    {
        var targets = new Matrix<double>(blocks[0].Rows, blocks[0].Columns * blocks.Length);
        for (int i = 0; i < targets.Rows; i++)
        {
            for (int j = 0; j < targets.Columns; j++)
            {
                targets[i, j] = blocks[j % blocks.Length][i, j / blocks.Length];
            }
        }

        return targets;
    }
}
