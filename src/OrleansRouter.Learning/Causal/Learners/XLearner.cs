using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.Learning.Causal;

/// <summary>X-learner: the effects imputed at the rows of either t, each regressed on s, blended by the propensity.</summary>
public sealed class XLearner : CateLearner
{
    /// <inheritdoc/>
    public override string Name => "x-learner";

    /// <inheritdoc/>
    public override NuisanceKinds Needs => NuisanceKinds.TreatedOutcome | NuisanceKinds.ControlOutcome;

    private protected override FittedEffect FitEffect(CausalData data, Nuisances nuisances, CateOptions options, ulong seed, FitContext context)
    {
        var imputed = new double[data.Count];
        ImputedEffects.Compute(data.Outcomes, data.Treated, nuisances.TreatedOutcome, nuisances.ControlOutcome, imputed);
        FittedRegression treated = Regress(options.Effect, data, imputed, data.Weights, Seed(1), context.Part(0, 0.3), i => data.Treated[i]);
        FittedRegression control = Regress(options.Effect, data, imputed, data.Weights, Seed(0), context.Part(0.3, 0.7), i => !data.Treated[i]);
        IClassificationModel propensity = options.Propensity.Fit(data.Features, data.Treated, data.Weights, Seed(2), context.Part(0.7, 1));
        return new FittedEffect(new BlendedEffect(treated, control, options.Propensity.Name, propensity));

        ulong Seed(ulong stream) => Rng.Stream(seed, stream).NextUInt64();
    }

    private protected override IEffect ReadEffect(ModelReader reader) => BlendedEffect.Read(reader);
}
