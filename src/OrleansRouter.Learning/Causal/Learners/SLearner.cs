using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.Learning.Causal;

/// <summary>S-learner: one regression μ̂(s, t) with t as a feature; Δ̂ = μ̂(s, 1) − μ̂(s, 0).</summary>
[Paper("Künzel et al. 2019", "S-learner")]
public sealed class SLearner : CateLearner
{
    /// <inheritdoc/>
    public override string Name => "s-learner";

    /// <inheritdoc/>
    public override NuisanceKinds Needs => NuisanceKinds.None;

    private protected override FittedEffect FitEffect(CausalData data, Nuisances nuisances, CateOptions options, ulong seed, FitContext context)
    {
        CausalData extended = data with { Features = IndicatorEffect.Extend(data.Features, data.Treated) };
        return new FittedEffect(new IndicatorEffect(Regress(options.Outcome, extended, data.Outcomes, data.Weights, seed, context, _ => true)));
    }

    private protected override IEffect ReadEffect(ModelReader reader) => IndicatorEffect.Read(reader);
}
