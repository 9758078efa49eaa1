using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.Learning.Causal;

/// <summary>DR-learner: Δ̂ is the regression of the doubly robust pseudo-outcomes on s.</summary>
public sealed class DrLearner : CateLearner
{
    /// <inheritdoc/>
    public override string Name => "dr-learner";

    /// <inheritdoc/>
    public override NuisanceKinds Needs => NuisanceKinds.TreatedOutcome | NuisanceKinds.ControlOutcome | NuisanceKinds.Propensity;

    /// <inheritdoc/>
    public override bool ChoosesEffect => true;

    private protected override FittedEffect FitEffect(CausalData data, Nuisances nuisances, CateOptions options, ulong seed, FitContext context)
    {
        var floors = OverlapFloors.Of(options, data.Treated);
        (double[] propensity, int clipped) = floors.Clip(nuisances.Propensity!);
        var phi = new double[data.Count];
        DoublyRobustOutcomes.Compute(data.Outcomes, data.Treated, nuisances.TreatedOutcome, nuisances.ControlOutcome, propensity, phi);
        bool[] kept = [.. propensity.Select(p => p * (1 - p) > floors.Overlap)];
        double[]? weights = options.ChooseEffect ? OverlapWeights(data, propensity) : data.Weights;
        return new FittedEffect(LastStage(EffectRegression.Of(data, phi, weights, i => kept[i]), options, seed, context), clipped, kept.Count(k => !k));
    }

    private protected override IEffect ReadEffect(ModelReader reader) => LinearEffect.Read(reader);

    /// <summary>wᵢ·p̂(1 − p̂): a pseudo-outcome has a variance of about 1/p̂(1 − p̂), and comparing losses takes the precision that estimating could do without.</summary>
    private static double[] OverlapWeights(CausalData data, double[] propensity) => [.. propensity.Select((p, i) => (data.Weights?[i] ?? 1) * p * (1 - p))];
}
