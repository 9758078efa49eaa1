using OrleansRouter.Learning;
using OrleansRouter.Learning.Decomposition;
using OrleansRouter.Learning.Linear;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.Routing.Families.MetaRouter;

/// <summary>
/// Gold and cheap labels fused by causal estimation. Scores are additive: the reference model r is the cheapest, and for every other model k
/// the gain m̂ₖ over it is learned from gold where gold judged both, and from preferences where only the cheap judge did. The choice is
/// argmax_k w_q·m̂ₖ − λ·ĉₖ with m̂ᵣ = 0. Without cheap labels it is a regression on gold.
/// </summary>
public sealed class MetaRouterFamily : IRouterFamily
{
    /// <inheritdoc/>
    public string Name => "meta-router";

    /// <inheritdoc/>
    public object DefaultOptions => new MetaRouterFamilyOptions();

    /// <inheritdoc/>
    public IRouter Train(TrainingSet data, object options, ulong seed, FitContext context)
    {
        MetaRouterFamilyOptions settings = FamilyOptions.As<MetaRouterFamilyOptions>(this, options);
        context.CancellationToken.ThrowIfCancellationRequested();
        PcaModel? projection = FitProjection(data.Validated(), settings.Components, seed, context.Part(0, 0.1));
        TrainingSet reduced = Reduced(data, projection, context);
        int reference = CheapestOf(data);
        var gains = new ModelGain[data.Models.Count];
        for (int k = 0; k < gains.Length; k++)
        {
            FitContext part = context.Part(0.1 + (0.8 * k / gains.Length), 0.1 + (0.8 * (k + 1) / gains.Length));
            gains[k] = k == reference ? ModelGain.Level(reduced, k) : ModelGain.Fit(reduced, k, reference, settings, ModelSeed(seed, k), part);
        }

        return Assemble(reduced, projection, reference, gains, context.Part(0.9, 1));
    }

    /// <inheritdoc/>
    public IRouter Read(ModelReader reader) => MetaRouterRouter.Read(reader);

    /// <summary>Null where there is nothing to reduce, or too few rows to tell components apart.</summary>
    internal static PcaModel? FitProjection(TrainingSet data, int components, ulong seed, FitContext context) =>
        components > 0 && data.Features.Columns > components && data.Features.Rows > components
            ? Pca.Fit(data.Features, new PcaOptions { Components = components }, seed, context)
            : null;

    /// <summary>The data with their features projected.</summary>
    internal static TrainingSet Reduced(TrainingSet data, PcaModel? projection, FitContext context) =>
        projection is null ? data : data with { Features = projection.Transform(data.Features, context) };

    /// <summary>The seed of one model's gain.</summary>
    internal static ulong ModelSeed(ulong seed, int model) => Rng.Stream(seed, 16 + (ulong)model).NextUInt64();

    /// <summary>The router of gains that were fitted to the reduced data.</summary>
    internal static IRouter Assemble(TrainingSet reduced, PcaModel? projection, int reference, ModelGain[] gains, FitContext context)
    {
        MultiLinearModel costs = MultiRidge.Fit(reduced.Features, TargetColumns.Blocks(reduced)[1], null, new RidgeOptions(), context).Model;
        return new MetaRouterRouter([.. reduced.Models], projection, reference, gains, costs);
    }

    /// <summary>The reference model.</summary>
    internal static int CheapestOf(TrainingSet data)
    {
        double[] costs = ModelMeans.Of(data).CostUsd;
        return Array.IndexOf(costs, costs.Min());
    }
}
