using OrleansRouter.Routing.MetaRouter.Evaluation;

namespace OrleansRouter.Routing.Tests.MetaRouter.Evaluation;

public sealed class EfficiencyCurveTests
{
    [Fact]
    public void Of_TakesTheLargestPredictionsFirst() =>
        EfficiencyCurve.Of([0.1, 0.9, 0.5, 0.2], [-1, 2, 1, -4], [0, 0.25, 0.5, 0.75, 1]).ShouldBe([0, 2, 3, -1, -2]);

    [Fact]
    public void Of_BetweenWholeQueries_Interpolates() =>
        EfficiencyCurve.Of([2, 1], [1, 0.5], [0.25, 0.75]).ShouldBe([0.5, 1.25]);

    [Fact]
    public void Of_EqualPredictions_GiveTheExpectationOverTheirOrder() =>
        EfficiencyCurve.Of([1, 1, 1, 0], [3, 0, 0, 5], [0.25, 0.5, 0.75, 1]).ShouldBe([1, 2, 3, 8]);

    [Fact]
    public void Of_AnyIncreasingTransformOfThePredictions_ChangesNothing()
    {
        double[] predictions = [0.3, -2, 5, 0.1], gains = [1, -1, 0.5, 2], ratios = [0, 0.3, 0.6, 1];

        EfficiencyCurve.Of([.. predictions.Select(x => Math.Exp(x) + 7)], gains, ratios).ShouldBe(EfficiencyCurve.Of(predictions, gains, ratios));
    }

    [Fact]
    public void EfficiencyGain_IsTheMedianOverRoundsAboveRandomPerQuery()
    {
        double[] ratios = [0, 0.5, 1];

        var gain = EfficiencyGain.Of([[0, 4, 2], [0, 6, 2], [0, 50, 2]], [[0, 1, 2], [0, 1, 2], [0, 1, 2]], ratios, testSize: 10);

        gain.Values.ShouldBe([0, 0.5, 0]);
        gain.Peak.ShouldBe(0.5);
        gain.Area.ShouldBe(0.5);
        gain.RoundAreas.ShouldBe([0.3, 0.5, 4.9]);
        gain.MeanArea.ShouldBe(1.9, 1e-12);
        gain.AreaStandardError.ShouldBe(1.5011, 1e-4);
    }
}
