using OrleansRouter.Routing.Evaluation.Metrics;

namespace OrleansRouter.Routing.Tests.Evaluation.Metrics;

public class CurveMetricTests
{
    private static readonly OperatingPoint[] Points = [new(1, 0.2), new(2, 0.8), new(3, 0.6), new(4, 0.9)];

    /// <summary>Hull 1 → 2 → 4: area 0.5 + 2·0.85 = 2.2 over a width of 3.</summary>
    [Fact]
    public void AverageImprovementInQuality_IsTheMeanOfTheHull() =>
        AverageImprovementInQuality.Of(Points, 1, 4).ShouldBe(2.2 / 3, 1e-12);

    /// <summary>The points themselves: 0.5 + 0.7 + 0.75 = 1.95 over a width of 3.</summary>
    [Fact]
    public void DeferralCurve_IsTheMeanAlongThePoints() => DeferralCurve.NormalisedArea(Points, 1, 4).ShouldBe(1.95 / 3, 1e-12);

    [Fact]
    public void CostSaving_IsRelativeToTheReferenceAtItsQualityShare()
    {
        var reference = new OperatingPoint(5, 0.9);

        CostSaving.Of(Points, reference, 1)!.Value.ShouldBe(1 - (4 / 5.0), 1e-12);
        CostSaving.Of(Points, reference, 0.8 / 0.9)!.Value.ShouldBe(1 - (2 / 5.0), 1e-12);
        CostSaving.Of(Points, new OperatingPoint(2, 0.9), 1)!.Value.ShouldBe(-1, 1e-12);
        CostSaving.Of(Points, new OperatingPoint(5, 0.95), 1).ShouldBeNull();
        Should.Throw<ArgumentOutOfRangeException>(() => CostSaving.Of(Points, new OperatingPoint(0, 1), 1));
    }

    [Fact]
    public void OracleRegret_IsTheDifferenceOfMeanUtilities() => OracleRegret.Of(0.9, 0.65).ShouldBe(0.25, 1e-15);
}
