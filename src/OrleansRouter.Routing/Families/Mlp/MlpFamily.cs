using OrleansRouter.Learning;
using OrleansRouter.Learning.Networks;
using OrleansRouter.Learning.Networks.Mlp;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.Routing.Families.Mlp;

/// <summary>
/// Perceptrons on standardised embeddings, one each for quality, normalised cost and, where queries were observed repeatedly, risk; each
/// predicts all models at once. The choice is argmax_k w_q·q̂ − λ·ĉ − β·σ̂.
/// </summary>
[Paper("DARS", "MLP router")]
public sealed class MlpFamily : IRouterFamily
{
    /// <inheritdoc/>
    public string Name => "mlp";

    /// <inheritdoc/>
    public object DefaultOptions => new MlpRouterOptions();

    /// <inheritdoc/>
    public IRouter Train(TrainingSet data, object options, ulong seed, FitContext context) =>
        Train(data, FamilyOptions.As<MlpRouterOptions>(this, options), seed, context, start: null);

    /// <inheritdoc/>
    public IRouter Read(ModelReader reader) => MlpRouter.Read(reader);

    /// <summary>Trains from given first weights, or drawn ones where <paramref name="start"/> is null.</summary>
    internal static MlpRouter Train(TrainingSet data, MlpRouterOptions options, ulong seed, FitContext context, Action<ParameterSet>? start)
    {
        Matrix<double>[] blocks = TargetColumns.Blocks(data.Validated());
        MultiMlpModel[] regressions = [.. blocks.Select((targets, b) => MultiMlp.Fit(
            data.Features, targets, null, options.ToMlpOptions(), seed, context.Part((double)b / blocks.Length, (b + 1.0) / blocks.Length), start))];
        return new MlpRouter([.. data.Models], regressions);
    }
}
