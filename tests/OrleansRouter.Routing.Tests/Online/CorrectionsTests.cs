using OrleansRouter.Learning.Bandits;
using OrleansRouter.Routing.Online.Linear;

namespace OrleansRouter.Routing.Tests.Online;

public sealed class CorrectionsTests
{
    /// <summary>One dimension, z = 1: the mean is (w·n_s·r_s + n·r) / (p + w·n_s + n) with w·n_s = min(κ, n_s).</summary>
    [Theory]
    [InlineData(0, 100, 50, 50 * 1.0 / (4 + 50))]
    [InlineData(0, 30, 50, 30 * 1.0 / (4 + 30))]
    [InlineData(10, 100, 50, (50 - 10.0) / (4 + 50 + 10))]
    [InlineData(1000, 100, 50, (50 - 1000.0) / (4 + 50 + 1000))]
    [InlineData(10, 100, 0, -10.0 / (4 + 10))]
    public void Believe_SharedSaysPlusOneOwnSaysMinusOne_WeighsThemAsStated(int own, int shared, double kappa, double expected)
    {
        LinearBandit belief = Corrections.Believe(new LinUcb(), Evidence(own, -1), Evidence(shared, 1), kappa, _ => 4);
        var estimates = new ArmEstimate[1];

        belief.Estimate([1], estimates);

        estimates[0].Mean.ShouldBe(expected, 1e-9);
        estimates[0].Width.ShouldBe(Math.Sqrt(1 / (4 + Math.Min(kappa, shared) + own)), 1e-9);
    }

    private static BanditStatistics Evidence(int count, double reward) =>
        BanditStatistics.Empty(["arm"], 1).With(0, [1], reward, count);
}
