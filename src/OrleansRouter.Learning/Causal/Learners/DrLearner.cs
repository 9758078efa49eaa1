using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.Learning.Causal;

/// <summary>DR-learner: Δ̂ is the regression of the doubly robust pseudo-outcomes on s.</summary>
public sealed class DrLearner : CateLearner
{
    /// <inheritdoc/>
    public override string Name => "dr-learner";

    /// <inheritdoc/>
    public override NuisanceKinds Needs => NuisanceKinds.TreatedOutcome | NuisanceKinds.ControlOutcome | NuisanceKinds.Propensity;

    private protected override FittedEffect FitEffect(CausalData data, Nuisances nuisances, CateOptions options, ulong seed, FitContext context)
    {
        var floors = OverlapFloors.Of(options, data.Treated);
        (double[] propensity, int clipped) = floors.Clip(nuisances.Propensity!);
        var phi = new double[data.Count];
        DoublyRobustOutcomes.Compute(data.Outcomes, data.Treated, nuisances.TreatedOutcome, nuisances.ControlOutcome, propensity, phi);
        bool[] kept = [.. propensity.Select(p => p * (1 - p) > floors.Overlap)];
        FittedRegression regression = Regress(options.Effect, data, phi, data.Weights, seed, context, i => kept[i]);
        return new FittedEffect(new RegressionEffect(regression), clipped, kept.Count(k => !k));
    }

    private protected override IEffect ReadEffect(ModelReader reader) => RegressionEffect.Read(reader);
}
