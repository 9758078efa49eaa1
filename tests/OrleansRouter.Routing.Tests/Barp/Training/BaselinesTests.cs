using OrleansRouter.Learning.Numerics;
using OrleansRouter.Routing.Barp;
using OrleansRouter.Routing.Barp.Training;

namespace OrleansRouter.Routing.Tests.Barp.Training;

public class BaselinesTests
{
    [Fact]
    public void BatchMean_IsTheMeanRewardForEveryRow()
    {
        double[] baselines = new double[4];
        Baselines.BatchMean([1, 0, 0.5, -0.5], baselines);
        baselines.ShouldBe([0.25, 0.25, 0.25, 0.25]);
    }

    [Fact]
    public void LeaveOneOut_LeavesOutTheRowItself_AndIsZeroForASingleRow()
    {
        double[] baselines = new double[3];
        Baselines.LeaveOneOut([1, 0, 0.5], baselines);
        baselines.ShouldBe([0.25, 0.75, 0.5]);

        Baselines.LeaveOneOut([3], baselines.AsSpan(0, 1));
        baselines[0].ShouldBe(0);
    }

    [Fact]
    public void PreferenceBaseline_LearnsHowRewardsFallWithTheCostWeight()
    {
        var rng = new Rng(2);
        var baseline = new PreferenceBaseline();
        baseline.Of(SimplexWeights.OfCost(0.5)).ShouldBe(0);
        for (int i = 0; i < 4000; i++)
        {
            var weights = SimplexWeights.OfCost(rng.NextDouble());
            baseline.Add(weights, 0.9 - (1.1 * weights.Cost) + (0.3 * weights.Cost * weights.Cost) + (0.1 * rng.NextGaussian()));
        }

        baseline.Refresh();

        // Noise 0.1, three coefficients, about 2,000 effective rewards: a standard error below 0.01.
        foreach (double w in new[] { 0, 0.3, 0.7, 1 })
        {
            baseline.Of(SimplexWeights.OfCost(w)).ShouldBe(0.9 - (1.1 * w) + (0.3 * w * w), 0.03);
        }
    }
}
