using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.Learning.Causal;

/// <summary>T-learner: Δ̂ = μ̂₁ − μ̂₀, one regression per t on all its rows.</summary>
[Paper("Künzel et al. 2019", "T-learner")]
public sealed class TLearner : CateLearner
{
    /// <inheritdoc/>
    public override string Name => "t-learner";

    /// <inheritdoc/>
    public override NuisanceKinds Needs => NuisanceKinds.None;

    private protected override FittedEffect FitEffect(CausalData data, Nuisances nuisances, CateOptions options, ulong seed, FitContext context)
    {
        FittedRegression treated = Regress(options.Outcome, data, data.Outcomes, data.Weights, Rng.Stream(seed, 1).NextUInt64(), context.Part(0, 0.5), i => data.Treated[i]);
        FittedRegression control = Regress(options.Outcome, data, data.Outcomes, data.Weights, Rng.Stream(seed, 0).NextUInt64(), context.Part(0.5, 1), i => !data.Treated[i]);
        return new FittedEffect(new DifferenceEffect(treated, control));
    }

    private protected override IEffect ReadEffect(ModelReader reader) => DifferenceEffect.Read(reader);
}
