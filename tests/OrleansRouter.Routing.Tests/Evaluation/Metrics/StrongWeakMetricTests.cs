using OrleansRouter.Learning.Numerics;
using OrleansRouter.Routing.Evaluation.Metrics;

namespace OrleansRouter.Routing.Tests.Evaluation.Metrics;

public class StrongWeakMetricTests
{
    // Gains in the order of prediction: +1, 0, (+1 and −1 tied), so scores at shares 0, ¼, ½, 1 are ¼, ½, ½, ½.
    private static readonly StrongShareCurve Curve = StrongShareCurve.Of([0.1, 0.9, 0.5, 0.1], [1, 1, 0, 0], [0, 0, 0, 1]);

    [Fact]
    public void ScoreAt_FollowsThePredictionsAndIsLinearAcrossTies()
    {
        Curve.WeakScore.ShouldBe(0.25);
        Curve.StrongScore.ShouldBe(0.5);
        Curve.ScoreAt(0.25).ShouldBe(0.5);
        Curve.ScoreAt(0.125).ShouldBe(0.375, 1e-12);
        Curve.ScoreAt(0.75).ShouldBe(0.5);
    }

    [Fact]
    public void PerformanceGapRecovered_IsTheShareOfTheGap()
    {
        PerformanceGapRecovered.Of(0.7, 0.5, 0.9).ShouldBe(0.5, 1e-12);
        PerformanceGapRecovered.At(Curve, 0.125).ShouldBe(0.5, 1e-12);
        Should.Throw<ArgumentException>(() => PerformanceGapRecovered.Of(0.7, 0.9, 0.9)).Message.ShouldContain("there is no gap");
        Should.Throw<ArgumentException>(() => PerformanceGapRecovered.Of(0.7, double.NaN, 0.9));
    }

    /// <summary>PGR at 10 % is 0.4, at 20 % 0.8, from 25 % on 1.</summary>
    [Fact]
    public void AveragePerformanceGapRecovered_IsTheMeanOverTenShares() =>
        AveragePerformanceGapRecovered.Of(Curve).ShouldBe((0.4 + 0.8 + 8) / 10, 1e-12);

    [Fact]
    public void AveragePerformanceGapRecovered_ConstantPredictions_IsARandomRouters() =>
        AveragePerformanceGapRecovered.Of(StrongShareCurve.Of(new double[4], [1, 1, 0, 1], [0, 0, 1, 0])).ShouldBe(0.55, 1e-12);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.5, 0.125)]
    [InlineData(0.8, 0.2)]
    [InlineData(1, 0.25)]
    public void CallPerformanceThreshold_IsTheSmallestShare(double gap, double expected) =>
        CallPerformanceThreshold.Of(Curve, gap).ShouldBe(expected, 1e-12);

    [Fact]
    public void CallPerformanceThreshold_AnyScores_WholeGapIsAlwaysReached()
    {
        for (ulong seed = 0; seed < 50; seed++)
        {
            var rng = new Rng(seed);
            double[] weak = [.. Enumerable.Range(0, 37).Select(_ => rng.NextDouble())];
            double[] strong = [.. weak.Select(w => w + rng.NextDouble() - 0.3)];
            StrongShareCurve curve = StrongShareCurve.Of([.. weak.Select(_ => rng.NextDouble())], strong, weak);
            CallPerformanceThreshold.Of(curve, 1).ShouldBeInRange(0, 1);
        }
    }

    [Fact]
    public void Metrics_WrongInput_IsRefused()
    {
        Should.Throw<ArgumentException>(() => StrongShareCurve.Of([1], [1, 2], [1]));
        Should.Throw<ArgumentException>(() => StrongShareCurve.Of([], [], []));
        Should.Throw<ArgumentException>(() => StrongShareCurve.Of([double.NaN], [1], [0]));
        Should.Throw<ArgumentOutOfRangeException>(() => CallPerformanceThreshold.Of(Curve, double.NaN));
        Should.Throw<ArgumentException>(() => CallPerformanceThreshold.Of(StrongShareCurve.Of([1], [0], [1]), 0.5));
    }
}
