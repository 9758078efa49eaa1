using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.OffPolicy;

namespace OrleansRouter.Learning.Tests.OffPolicy;

public class RewardModelTests
{
    [Fact]
    public void Predict_LinearRewards_AreFoundByActionOverManyBlocks()
    {
        var fit = new RewardModelFit(2, new RewardModelOptions { Penalty = 1e-6 });
        var rng = new Rng(1);
        for (ulong unit = 0; unit < 6_000; unit++)
        {
            float[] x = [(float)rng.NextDouble(), (float)rng.NextDouble()];
            bool first = rng.NextInt(2) == 0;
            fit.Add(unit, first ? "a" : "b", x, first ? 0.2 + (0.5 * x[0]) : 0.9 - (0.4 * x[1]));
        }

        CrossFittedRewards rewards = fit.Build();
        rewards.Predict(17, "a", [0.5f, 0.1f], 0, 1).ShouldBe(0.45, 1e-4);
        rewards.Predict(17, "b", [0.5f, 0.5f], 0, 1).ShouldBe(0.7, 1e-4);
        rewards.Predict(17, "a", [10f, 0f], 0, 1).ShouldBe(1);
        rewards.Predict(17, "unseen", [0.5f, 0.5f], 0, 1).ShouldBeInRange(0.5, 0.65);
    }

    [Fact]
    public void Predict_OwnFold_IsNotSeen()
    {
        // All rows of one unit earn 1, all others 0: its own prediction knows only the others.
        var fit = new RewardModelFit(1, new RewardModelOptions());
        const ulong odd = 3;
        ulong[] others = [.. Enumerable.Range(100, 200).Select(u => (ulong)u).Where(u => fit.FoldOf(u) != fit.FoldOf(odd))];
        foreach (ulong unit in others)
        {
            fit.Add(unit, "a", [1f], 0);
        }

        for (int i = 0; i < 50; i++)
        {
            fit.Add(odd, "a", [1f], 1);
        }

        CrossFittedRewards rewards = fit.Build();
        rewards.Predict(odd, "a", [1f], 0, 1).ShouldBe(0, 1e-12);
        rewards.Predict(others[0], "a", [1f], 0, 1).ShouldBeGreaterThan(0.1);
    }

    [Fact]
    public void FoldOf_ManyUnits_FoldsAreEven()
    {
        var fit = new RewardModelFit(1, new RewardModelOptions { Folds = 5 });
        // Each fold has 10,000 · 1/5 units within four standard deviations of 40, for consecutive units too.
        Enumerable.Range(0, 10_000).GroupBy(unit => fit.FoldOf((ulong)unit * 0x9E3779B97F4A7C15UL)).ShouldAllBe(g => Math.Abs(g.Count() - 2_000) <= 160);
    }
}
