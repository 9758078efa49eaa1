using MathNet.Numerics.Distributions;
using MathNet.Numerics.Integration;
using OrleansRouter.Routing.MetaRouter.Active;

namespace OrleansRouter.Routing.Tests.MetaRouter.Active;

public sealed class OpportunityLossTests
{
    [Theory]
    [InlineData(0.3, 0.5)]
    [InlineData(-0.3, 0.5)]
    [InlineData(0, 2)]
    [InlineData(1, 0.25)]
    public void Of_EstimateWithNormalError_IsWhatTheWrongSignLosesOnAverage(double distance, double standardError)
    {
        double sign = distance < 0 ? -1 : 1;
        double loss = SimpsonRule.IntegrateComposite(truth => Normal.PDF(distance, standardError, truth) * Math.Max(0, -sign * truth), -20, 20, 20_000);

        OpportunityLoss.Of(distance, standardError).ShouldBe(loss, 1e-6);
    }

    [Fact]
    public void Of_AtTheBoundary_IsTheMeanAbsoluteErrorHalved() => OpportunityLoss.Of(0, 3).ShouldBe(3 / Math.Sqrt(2 * Math.PI), 1e-12);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(7, 1)]
    [InlineData(1, double.NaN)]
    public void Of_NothingInDoubt_IsZero(double distance, double standardError) => OpportunityLoss.Of(distance, standardError).ShouldBe(0);
}
