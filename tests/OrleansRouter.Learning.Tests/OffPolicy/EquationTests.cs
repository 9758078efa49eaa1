using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.OffPolicy;
using OrleansRouter.Learning.Statistics;

namespace OrleansRouter.Learning.Tests.OffPolicy;

public class EquationTests
{
    [Fact]
    public void ImportanceWeight_BelowAndAboveTheCap()
    {
        ImportanceWeight.Of(0.5, 0.25, 10).ShouldBe(new ImportanceWeight(2, 0));
        ImportanceWeight.Of(1, 0.125, 3).ShouldBe(new ImportanceWeight(3, 5));
        ImportanceWeight.Of(0, 1, 3).ShouldBe(new ImportanceWeight(0, 0));
    }

    [Fact]
    public void EffectiveSampleSize_EqualWeights_IsTheirNumberAndOneWeightIsOne()
    {
        EffectiveSampleSize.Of(sum: 7 * 0.3, sumOfSquares: 7 * 0.09).ShouldBe(7, 1e-12);
        EffectiveSampleSize.Of(5, 25).ShouldBe(1);
        EffectiveSampleSize.Of(0, 0).ShouldBe(0);
    }

    [Fact]
    public void DoublyRobust_PerfectModel_NeedsNoWeights() =>
        DoublyRobust.Term(weight: 17, new LoggedOutcome(0.1, 0.2, Reward: 0.6, PredictedReward: 0.6, PredictedValue: 0.4)).ShouldBe(0.4);

    [Fact]
    public void DoublyRobust_NoModel_IsInversePropensity() =>
        DoublyRobust.Term(3, new LoggedOutcome(0.1, 0.3, 0.6)).ShouldBe(InversePropensity.Term(3, 0.6));

    [Fact]
    public void SelfNormalized_ConstantAddedToRewards_MovesByIt()
    {
        double[] weights = [2, 0.5, 4], rewards = [1, 0.4, 0.5];
        double plain = SelfNormalized.Value(weights.Zip(rewards, InversePropensity.Term).Sum(), weights.Sum());
        double shifted = SelfNormalized.Value(weights.Zip(rewards, (w, r) => InversePropensity.Term(w, r + 10)).Sum(), weights.Sum());
        shifted.ShouldBe(plain + 10, 1e-12);
    }

    [Fact]
    public void EmpiricalBernstein_KnownSample_TheTheoremsRadius()
    {
        // n = 101, V = 0.25, R = 2, δ = 0.05 on both sides: ln(4/0.05) = ln 80.
        double radius = EmpiricalBernstein.Radius(new Moments(101, 0.3, 25), range: 2, confidence: 0.95);
        radius.ShouldBe(Math.Sqrt(0.5 * Math.Log(80) / 101) + (14 * Math.Log(80) / 300), 1e-12);
        EmpiricalBernstein.Radius(new Moments(1, 0.3, 0), 2, 0.95).ShouldBe(double.PositiveInfinity);
    }

    [Fact]
    public void RatioBootstrap_KnownGroups_LinearisedStandardError()
    {
        var ratio = new RatioBootstrap([1, 2, 6], [1, 1, 2]); // θ̂ = 9/4
        ratio.Ratio.ShouldBe(2.25);
        ratio.StandardError.ShouldBe(Math.Sqrt((1.25 * 1.25) + (0.25 * 0.25) + (1.5 * 1.5)) / 4, 1e-12);
    }

    /// <summary>For a symmetric sample of 2,000 groups the interval is the normal one: both ends within 15 % of 1.96 standard errors.</summary>
    [Fact]
    public void RatioBootstrap_LargeSymmetricSample_NearTheNormalInterval()
    {
        var rng = new Rng(12);
        var ratio = new RatioBootstrap([.. Enumerable.Range(0, 2_000).Select(_ => rng.NextGaussian())], [.. Enumerable.Repeat(1.0, 2_000)]);
        (double low, double high) = RatioBootstrap.Intervals([ratio], 999, 0.95, 3)[0];
        ((ratio.Ratio - low) / ratio.StandardError).ShouldBe(1.96, 0.3);
        ((high - ratio.Ratio) / ratio.StandardError).ShouldBe(1.96, 0.3);
    }

    /// <summary>The mean of few exponential values: the true value lies above the estimate more often and farther, so the upper arm must be the longer one.</summary>
    [Fact]
    public void RatioBootstrap_SkewedSample_LeansTowardsTheTail()
    {
        var rng = new Rng(4);
        var ratio = new RatioBootstrap([.. Enumerable.Range(0, 60).Select(_ => -Math.Log(1 - rng.NextDouble()))], [.. Enumerable.Repeat(1.0, 60)]);
        (double low, double high) = RatioBootstrap.Intervals([ratio], 1_999, 0.95, 3)[0];
        (high - ratio.Ratio).ShouldBeGreaterThan(1.2 * (ratio.Ratio - low));
    }
}
