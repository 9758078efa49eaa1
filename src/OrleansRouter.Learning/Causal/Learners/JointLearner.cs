using OrleansRouter.Learning.Linear;
using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.Learning.Causal;

/// <summary>
/// Joint learner: Δ̂ = μ̂₁ − μ̂₀ of two ridge regressions whose coefficients are correlated beforehand, see <see cref="JointRidge"/>.
/// Between no shift that depends on s and a free one it goes as far as the labels support. Features must be finite.
/// </summary>
public sealed class JointLearner : CateLearner
{
    /// <inheritdoc/>
    public override string Name => "joint-learner";

    /// <inheritdoc/>
    public override NuisanceKinds Needs => NuisanceKinds.None;

    private protected override FittedEffect FitEffect(CausalData data, Nuisances nuisances, CateOptions options, ulong seed, FitContext context) =>
        new(new RegressionEffect(FittedRegression.Of(new RidgeRegressor(), JointRidge.Fit(data, new JointRidgeOptions(), context).Effect)));

    private protected override IEffect ReadEffect(ModelReader reader) => RegressionEffect.Read(reader);
}
