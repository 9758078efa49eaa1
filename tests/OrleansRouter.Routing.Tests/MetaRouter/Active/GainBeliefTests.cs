using OrleansRouter.Learning.Numerics;
using OrleansRouter.Routing.MetaRouter.Active;

namespace OrleansRouter.Routing.Tests.MetaRouter.Active;

public sealed class GainBeliefTests
{
    /// <summary>Four estimates at three queries, one row each.</summary>
    private static readonly Matrix<double> Ensemble = new(4, 3, [1, 2, 0, 3, 5, 1, 2, 2, 4, 0, 1, 3]);

    [Fact]
    public void Covariance_Ensemble_IsItsSampleCovariance()
    {
        var belief = new GainBelief(Ensemble);

        // Means 1.5, 2.5, 2; deviations (−.5, 1.5, .5, −1.5), (−.5, 2.5, −.5, −1.5), (−2, −1, 2, 1).
        belief.Covariance(0, 0).ShouldBe(5.0 / 3, 1e-12);
        belief.Covariance(0, 1).ShouldBe(6.0 / 3, 1e-12);
        belief.Covariance(2, 1).ShouldBe((1 - 2.5 - 1 - 1.5) / 3, 1e-12);
    }

    [Fact]
    public void Observe_OneLabel_GivesTheCovarianceOfTheNormalPosterior()
    {
        const double Noise = 0.7;
        GainBelief before = new(Ensemble), after = new(Ensemble);

        after.Observe(1, Noise);

        for (int i = 0; i < 3; i++)
        {
            for (int j = 0; j < 3; j++)
            {
                double expected = before.Covariance(i, j) - (before.Covariance(i, 1) * before.Covariance(1, j) / (before.Covariance(1, 1) + Noise));
                after.Covariance(i, j).ShouldBe(expected, 1e-12);
            }
        }
    }

    [Fact]
    public void Observe_QueryWithoutDoubt_ChangesNothing()
    {
        var belief = new GainBelief(new Matrix<double>(2, 2, [1, 5, 1, 7]));

        belief.Observe(0, 0.5);

        belief.Covariance(1, 1).ShouldBe(2, 1e-12);
    }
}
