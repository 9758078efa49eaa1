using OrleansRouter.Routing.Evaluation.Metrics;

namespace OrleansRouter.Routing.Tests.Evaluation.Metrics;

public class CostQualityCurveTests
{
    // (1, 0.2), (2, 0.8), (3, 0.6), (4, 0.9): the third costs more for less; the hull goes 1 → 2 → 4.
    private static readonly OperatingPoint[] Points = [new(4, 0.9), new(1, 0.2), new(3, 0.6), new(2, 0.8), new(2, 0.1)];

    [Fact]
    public void Through_OrdersByCostAndKeepsTheBestOfEqualCosts() => CostQualityCurve.Through(Points).Points
        .ShouldBe([new(1, 0.2), new(2, 0.8), new(3, 0.6), new(4, 0.9)]);

    [Fact]
    public void NonDecreasingHull_DropsDominatedPointsAndThoseBelowAChord()
    {
        CostQualityCurve.Through(Points).NonDecreasingHull().Points.ShouldBe([new(1, 0.2), new(2, 0.8), new(4, 0.9)]);
        CostQualityCurve.Through([new(0, 0), new(1, 0.1), new(2, 1), new(3, 0.5)]).NonDecreasingHull().Points.ShouldBe([new(0, 0), new(2, 1)]);
    }

    [Theory]
    [InlineData(1, 0.2)]
    [InlineData(1.5, 0.5)]
    [InlineData(3, 0.6)]
    [InlineData(9, 0.9)]
    public void QualityAt_InterpolatesAndStaysLevelAtTheEnd(double cost, double expected) =>
        CostQualityCurve.Through(Points).QualityAt(cost).ShouldBe(expected, 1e-12);

    [Fact]
    public void QualityAt_LeftOfTheCurve_IsRefused()
    {
        CostQualityCurve curve = CostQualityCurve.Through(Points);

        Should.Throw<ArgumentOutOfRangeException>(() => curve.QualityAt(0.99));
        Should.Throw<ArgumentOutOfRangeException>(() => curve.QualityAt(double.NaN));
    }

    [Theory]
    [InlineData(0.1, 1.0)]
    [InlineData(0.5, 1.5)]
    [InlineData(0.85, 3.0)]
    [InlineData(0.91, null)]
    public void CostOf_OnTheHull_IsTheSmallestCostThatReachesTheQuality(double quality, double? expected)
    {
        double? cost = CostQualityCurve.Through(Points).NonDecreasingHull().CostOf(quality);

        (cost is null).ShouldBe(expected is null);
        (cost ?? 0).ShouldBe(expected ?? 0, 1e-12);
    }

    [Fact]
    public void MeanQuality_IsTheTrapezoidArea()
    {
        CostQualityCurve curve = CostQualityCurve.Through(Points);

        curve.MeanQuality(1, 3).ShouldBe((0.5 + 0.7) / 2, 1e-12);
        curve.MeanQuality(1.5, 2).ShouldBe(0.65, 1e-12);
        curve.MeanQuality(4, 8).ShouldBe(0.9, 1e-12);
        curve.MeanQuality(2, 2).ShouldBe(0.8, 1e-12);
        Should.Throw<ArgumentOutOfRangeException>(() => curve.MeanQuality(3, 2));
    }

    [Fact]
    public void Through_NothingOrNaN_IsRefused()
    {
        Should.Throw<ArgumentException>(() => CostQualityCurve.Through([]));
        Should.Throw<ArgumentException>(() => CostQualityCurve.Through([new(double.NaN, 1)]));
    }
}
