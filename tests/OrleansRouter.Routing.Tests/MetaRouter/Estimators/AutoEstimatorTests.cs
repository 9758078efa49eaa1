using OrleansRouter.Learning.Causal;
using OrleansRouter.Learning.Linear;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Routing.MetaRouter;

namespace OrleansRouter.Routing.Tests.MetaRouter.Estimators;

public sealed class AutoEstimatorTests
{
    private static readonly LinearModel Gold = new([2.0], 1), Cheap = new([0.5], -1);

    private static readonly CausalData Labels = new()
    {
        Features = new Matrix<float>(3, 1, [1, 2, 4]),
        Treated = [true, false, false],
        Outcomes = [7, 3, -1],
    };

    [Fact]
    public void Corrected_Preferences_ArePredictedGainsAndWhatIsNewInThemByAgreement()
    {
        double[] corrected = AutoEstimator.Corrected(Labels, Joint((0.2, 0.75), (0.6, 0.25)));

        // ρ̂ = 0.3; m̂ = 5 and 9, η̂ = 0 and 1.
        corrected.ShouldBe([7, 5 + (0.3 * 3), 9 + (0.3 * -2)], 1e-12);
    }

    [Fact]
    public void Corrected_FullAgreement_IsThePreferenceAndTheShift()
    {
        JointRidgeModel joint = Joint((1, 1));

        AutoEstimator.Corrected(Labels, joint).ShouldBe([7, 3 + joint.Effect.Predict([2f]), -1 + joint.Effect.Predict([4f])], 1e-12);
    }

    private static JointRidgeModel Joint(params (double Correlation, double Weight)[] hypotheses) =>
        new(Gold, Cheap, [.. hypotheses.Select(h => (new JointHypothesis(0.1, 0.1, h.Correlation), h.Weight))]);
}
