using OrleansRouter.Learning;
using OrleansRouter.Learning.Networks;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Serialization;
using OrleansRouter.Routing.Families.Networks;

namespace OrleansRouter.Routing.Families.Mirt;

/// <summary>
/// Multidimensional item response: a query's latent vector against discrimination and difficulty of every model, for quality, normalised
/// cost and, where queries were observed repeatedly, risk; the choice is argmax_k w_q·q̂ − λ·ĉ − β·σ̂.
/// </summary>
public sealed class MirtFamily : IRouterFamily
{
    /// <inheritdoc/>
    public string Name => "mirt";

    /// <inheritdoc/>
    public object DefaultOptions => new MirtOptions();

    /// <inheritdoc/>
    public IRouter Train(TrainingSet data, object options, ulong seed, FitContext context) =>
        Train(data, FamilyOptions.As<MirtOptions>(this, options), seed, context, start: null);

    /// <inheritdoc/>
    public IRouter Read(ModelReader reader) => MirtRouter.Read(reader);

    /// <summary>Trains from given first weights, or drawn ones where <paramref name="start"/> is null.</summary>
    internal static IRouter Train(TrainingSet data, MirtOptions options, ulong seed, FitContext context, Action<ParameterSet>? start)
    {
        Matrix<double>[] blocks = TargetColumns.Blocks(data.Validated());
        var scale = UnitScale.Of(data.Quality);
        EdgeTargets[] targets =
            [EdgeTargets.Of(blocks[0], scale.ToUnit), EdgeTargets.Of(blocks[1]), .. blocks[2..].Select(risk => EdgeTargets.Of(risk, x => x / scale.Range))];
        var network = new MirtNetwork(data.Models.Count, blocks.Length, options.Hidden, options.Latent);
        ParameterSet parameters = new NetworkTraining(options, data.Features.Rows, data.Models.Count, seed, context, start)
            .Run(graph => network.Learn(graph, data.Features, targets));
        return new MirtRouter([.. data.Models], network, scale, new ServingNetwork(parameters, data.Features.Columns, network.Define));
    }
}
