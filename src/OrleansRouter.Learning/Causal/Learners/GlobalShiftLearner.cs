using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.Learning.Causal;

/// <summary>Global shift: one effect for all rows, the mean of the doubly robust pseudo-outcomes.</summary>
[Paper("Robins, Rotnitzky, Zhao 1994", "augmented inverse-propensity mean")]
public sealed class GlobalShiftLearner : CateLearner
{
    /// <inheritdoc/>
    public override string Name => "global-shift";

    /// <inheritdoc/>
    public override NuisanceKinds Needs => NuisanceKinds.TreatedOutcome | NuisanceKinds.ControlOutcome | NuisanceKinds.Propensity;

    private protected override FittedEffect FitEffect(CausalData data, Nuisances nuisances, CateOptions options, ulong seed, FitContext context)
    {
        (double[] propensity, int clipped) = OverlapFloors.Of(options, data.Treated).Clip(nuisances.Propensity!);
        var phi = new double[data.Count];
        DoublyRobustOutcomes.Compute(data.Outcomes, data.Treated, nuisances.TreatedOutcome, nuisances.ControlOutcome, propensity, phi);
        double total = 0, sum = 0;
        for (int i = 0; i < phi.Length; i++)
        {
            double weight = data.Weights?[i] ?? 1;
            total += weight;
            sum += weight * phi[i];
        }

        double mean = sum / total, squares = 0;
        for (int i = 0; i < phi.Length; i++)
        {
            double deviation = (data.Weights?[i] ?? 1) * (phi[i] - mean);
            squares += deviation * deviation;
        }

        return new FittedEffect(new ConstantEffect(data.Features.Columns, mean, squares / (total * total)), clipped);
    }

    private protected override IEffect ReadEffect(ModelReader reader) => ConstantEffect.Read(reader);
}
