using OrleansRouter.Learning.Causal;

namespace OrleansRouter.Learning.Tests.Causal;

public sealed class LinearCalibrationTests
{
    [Fact]
    public void Fit_PointsOnALine_GivesTheLine()
    {
        var line = LinearCalibration.Fit([1, 2, 4], [5, 7, 11], null);

        line.Intercept.ShouldBe(3, 1e-12);
        line.Slope.ShouldBe(2, 1e-12);
    }

    [Fact]
    public void Fit_WholeWeights_EqualRepeatedPoints()
    {
        var weighted = LinearCalibration.Fit([0, 1, 2], [1, 0, 5], [2, 0, 1]);
        var repeated = LinearCalibration.Fit([0, 0, 2], [1, 1, 5], null);

        weighted.Intercept.ShouldBe(repeated.Intercept, 1e-12);
        weighted.Slope.ShouldBe(repeated.Slope, 1e-12);
    }

    [Fact]
    public void Fit_ConstantX_FitsTheLevelAlone() =>
        LinearCalibration.Fit([0.5, 0.5], [1, 2], null).ShouldBe(new LinearCalibration(1, 1));
}
