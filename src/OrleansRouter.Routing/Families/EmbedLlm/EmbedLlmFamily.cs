using OrleansRouter.Learning;
using OrleansRouter.Learning.Networks;
using OrleansRouter.Learning.Serialization;
using OrleansRouter.Routing.Families.Networks;

namespace OrleansRouter.Routing.Families.EmbedLlm;

/// <summary>
/// One learned vector per model, matched with a projection of the query, for the risk-adjusted quality q̄ − βσ; cost depends on the model
/// alone. The choice is argmax_k of that quality less λ·ĉ_k.
/// </summary>
public sealed class EmbedLlmFamily : IRouterFamily
{
    /// <inheritdoc/>
    public string Name => "embed-llm";

    /// <inheritdoc/>
    public object DefaultOptions => new EmbedLlmOptions();

    /// <inheritdoc/>
    public IRouter Train(TrainingSet data, object options, ulong seed, FitContext context) =>
        Train(data, FamilyOptions.As<EmbedLlmOptions>(this, options), seed, context, start: null);

    /// <inheritdoc/>
    public IRouter Read(ModelReader reader) => EmbedLlmRouter.Read(reader);

    /// <summary>Trains from given first weights, or drawn ones where <paramref name="start"/> is null.</summary>
    internal static IRouter Train(TrainingSet data, EmbedLlmOptions options, ulong seed, FitContext context, Action<ParameterSet>? start)
    {
        RiskAdjusted adjusted = RiskAdjusted.Of(data.Validated(), options.RiskAversion);
        var scale = UnitScale.Of(data.Quality);
        EdgeTargets scores = EdgeTargets.Of(adjusted.Quality, q => Math.Clamp(scale.ToUnit(q), 0, 1));
        EdgeTargets costs = EdgeTargets.Of(TargetColumns.Blocks(data)[1]);
        var network = new EmbedLlmNetwork(data.Models.Count, options.Dimensions);
        ParameterSet parameters = new NetworkTraining(options, data.Features.Rows, data.Models.Count, seed, context, start)
            .Run(graph => network.Learn(graph, data.Features, scores, costs, options.Noise));
        var logits = new ServingNetwork(parameters, data.Features.Columns, network.Define);
        return new EmbedLlmRouter([.. data.Models], network, scale, options.RiskAversion, adjusted.MeanRisk, logits);
    }
}
