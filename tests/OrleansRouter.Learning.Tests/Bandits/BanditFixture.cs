using OrleansRouter.Learning.Bandits;
using OrleansRouter.TestKit;

namespace OrleansRouter.Learning.Tests.Bandits;

/// <summary>Means, widths, scores and probabilities by numpy and scipy; written by bench/peers/bandit_fixtures.py.</summary>
internal sealed record BanditFixture(
    double Ridge, double Alpha, double NoiseDeviation,
    float[][] Contexts, int[] Chosen, double[] Rewards, double[] Weights,
    float[][] Queries, double[][] Means, double[][] Widths, double[][] Ucb, double[][] Thompson)
{
    public static BanditFixture Instance { get; } = Fixture.Load<BanditFixture>("bandits");

    /// <summary>The sums of some of the fixture's observations.</summary>
    public BanditStatistics Statistics(Func<int, bool> takesPart) => Enumerable.Range(0, Chosen.Length).Where(takesPart).Aggregate(
        BanditStatistics.Empty(["a", "b", "c"], Contexts[0].Length),
        (sums, i) => sums.With(Chosen[i], Contexts[i], Rewards[i], Weights[i]));

    /// <summary>A learner that was taught the fixture's observations one by one.</summary>
    public BanditLearner Taught(IBanditPolicy policy)
    {
        var learner = new BanditLearner(new LinearBandit(policy, BanditStatistics.Empty(["a", "b", "c"], Contexts[0].Length), Ridge));
        for (int i = 0; i < Chosen.Length; i++)
        {
            learner.Update(Contexts[i], Chosen[i], Rewards[i], Weights[i]);
        }

        return learner;
    }
}
