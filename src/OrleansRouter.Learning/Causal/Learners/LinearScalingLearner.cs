using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.Learning.Causal;

/// <summary>
/// Linear scaling: E[o|s, t = 1] ≈ a + b·μ₀(s), the line fitted by least squares over the rows with t = 1, where μ̂₀ stands for the label
/// that the other mechanism would have given; Δ̂ = a + (b − 1)·μ̂₀(s). A comparator: it cannot see a shift that depends on s otherwise.
/// </summary>
public sealed class LinearScalingLearner : CateLearner
{
    /// <inheritdoc/>
    public override string Name => "linear-scaling";

    /// <inheritdoc/>
    public override NuisanceKinds Needs => NuisanceKinds.ControlOutcome;

    private protected override FittedEffect FitEffect(CausalData data, Nuisances nuisances, CateOptions options, ulong seed, FitContext context)
    {
        int[] rows = data.RowsWhere(treated: true);
        double[]? weights = data.Weights is null ? null : [.. rows.Select(i => data.Weights[i])];
        var line = LinearCalibration.Fit(
            rows.Select(i => nuisances.ControlOutcome![i]).ToArray(), rows.Select(i => data.Outcomes[i]).ToArray(), weights);
        FittedRegression control = Regress(options.Outcome, data, data.Outcomes, data.Weights, seed, context, i => !data.Treated[i]);
        return new FittedEffect(new ScaledEffect(line, control));
    }

    private protected override IEffect ReadEffect(ModelReader reader) => ScaledEffect.Read(reader);
}
