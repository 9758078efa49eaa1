using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.Learning.Causal;

/// <summary>R-learner: Δ̂ minimises Σ(õ − t̃·h(s))², õ and t̃ being what γ̂ and p̂ leave of outcome and treatment.</summary>
public sealed class RLearner : CateLearner
{
    /// <inheritdoc/>
    public override string Name => "r-learner";

    /// <inheritdoc/>
    public override NuisanceKinds Needs => NuisanceKinds.Marginal | NuisanceKinds.Propensity;

    /// <inheritdoc/>
    public override bool ChoosesEffect => true;

    /// <inheritdoc/>
    public override CateOptions DefaultOptions => new() { PropensityFloor = 0.1 };

    private protected override FittedEffect FitEffect(CausalData data, Nuisances nuisances, CateOptions options, ulong seed, FitContext context)
    {
        var floors = OverlapFloors.Of(options, data.Treated);
        (double[] propensity, int clipped) = floors.Clip(nuisances.Propensity!);
        var targets = new double[data.Count];
        var weights = new double[data.Count];
        int dropped = OrthogonalResiduals.Compute(data.Outcomes, data.Treated, nuisances.Marginal, propensity, floors.Residual, targets, weights);
        for (int i = 0; i < weights.Length; i++)
        {
            weights[i] *= data.Weights?[i] ?? 1;
        }

        return new FittedEffect(LastStage(EffectRegression.Of(data, targets, weights, _ => true), options, seed, context), clipped, dropped);
    }

    private protected override IEffect ReadEffect(ModelReader reader) => LinearEffect.Read(reader);
}
