using OrleansRouter.Learning.Bandits;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.TestKit.Learning;

namespace OrleansRouter.Learning.Tests.Bandits;

public class BanditLearnerTests
{
    private static readonly string[] Arms = ["a", "b"];

    [Fact]
    public void Update_AMillionTimes_StaysWithTheDirectSolution()
    {
        const int updates = 1_000_000, dimension = 4;
        var learner = new BanditLearner(Start(dimension));
        var rng = new Rng(8);
        var context = new float[dimension];
        for (int i = 0; i < updates; i++)
        {
            Fill(context, rng);
            learner.Update(context, i & 1, rng.NextDouble());
        }

        ShouldAgree(learner, learner.Snapshot(), rng, 1e-9);
    }

    [Fact]
    public void Update_NearlyCollinearContexts_StaysWithTheDirectSolution()
    {
        const int dimension = 5;
        var learner = new BanditLearner(Start(dimension));
        var rng = new Rng(9);
        var context = new float[dimension];
        for (int i = 0; i < 100_000; i++)
        {
            context.AsSpan().Fill(1);
            context[i % dimension] += 1e-3f * (float)rng.NextGaussian();
            learner.Update(context, i & 1, rng.NextDouble());
        }

        ShouldAgree(learner, learner.Snapshot(), rng, 1e-7); // condition number about 10⁵·5/1
    }

    [Fact]
    public void Update_Evidence_EqualsFunctionalUpdates()
    {
        BanditHistory history = BanditHistory.Random(50, 2, 4, 1);
        BanditStatistics functional = BanditStatistics.Empty(Arms, 4);
        for (int i = 0; i < history.Count; i++)
        {
            functional = functional.With(history.Arms[i], history.Contexts.Row(i), history.Rewards[i], 0.25 * i);
        }

        BanditStatistics learnt = history.Statistics(Arms, [.. Enumerable.Range(0, 50).Select(i => 0.25 * i)]);
        LearnerData.Bytes(learnt.Write).ShouldBe(LearnerData.Bytes(functional.Write));
    }

    [Fact]
    public void Merge_AShardIntoALearner_EqualsTeachingBoth()
    {
        BanditHistory first = BanditHistory.Random(60, 2, 4, 1), second = BanditHistory.Random(80, 2, 4, 5);
        BanditLearner merged = new(Start(4)), taught = new(Start(4));
        first.Teach(merged);
        merged.Merge(second.Statistics(Arms));
        first.Teach(taught);
        second.Teach(taught);

        ShouldAgree(merged, taught.Snapshot(), new Rng(2), 1e-12);
    }

    /// <summary>Russac et al.: A = λI + Σ γ^(t−s) zzᵀ, b = Σ γ^(t−s) r z, with the undiscounted penalty.</summary>
    [Fact]
    public void Discount_BeforeEveryUpdate_EqualsExponentialWeights()
    {
        const double gamma = 0.9;
        BanditHistory history = BanditHistory.Random(40, 2, 3, 1);
        var learner = new BanditLearner(Start(3));
        for (int i = 0; i < history.Count; i++)
        {
            learner.Discount(gamma);
            learner.Update(history.Contexts.Row(i), history.Arms[i], history.Rewards[i]);
        }

        var weighted = new BanditLearner(Start(3));
        history.Teach(weighted, [.. Enumerable.Range(0, 40).Select(i => Math.Pow(gamma, 39 - i))]);
        ShouldAgree(learner, weighted.Snapshot(), new Rng(2), 1e-12);
    }

    [Fact]
    public void Discount_AfterDrift_FollowsTheNewReward()
    {
        BanditLearner forgetting = new(Start(1)), remembering = new(Start(1));
        for (int i = 0; i < 400; i++)
        {
            double reward = i < 200 ? 0.9 : 0.1;
            forgetting.Discount(0.95);
            forgetting.Update([1], 0, reward);
            remembering.Update([1], 0, reward);
        }

        Estimate(forgetting, [1])[0].Mean.ShouldBe(0.1, 0.01);
        Estimate(remembering, [1])[0].Mean.ShouldBe(0.5, 0.01);
    }

    [Fact]
    public void Update_BadValue_RefusedAndNothingLearnt()
    {
        var learner = new BanditLearner(Start(2));
        Should.Throw<ArgumentException>(() => learner.Update([1, float.NaN], 0, 1));
        Should.Throw<ArgumentException>(() => learner.Update([1], 0, 1));
        Should.Throw<ArgumentOutOfRangeException>(() => learner.Update([1, 1], 2, 1)).Message.ShouldContain("[0, 1]");
        Should.Throw<ArgumentOutOfRangeException>(() => learner.Update([1, 1], 0, double.NaN)).ParamName.ShouldBe("reward");
        Should.Throw<ArgumentOutOfRangeException>(() => learner.Update([1, 1], 0, 1, double.NaN)).ParamName.ShouldBe("weight");
        Should.Throw<ArgumentOutOfRangeException>(() => learner.Update([1, 1], 0, 1, -1)).ParamName.ShouldBe("weight");
        Should.Throw<ArgumentOutOfRangeException>(() => learner.Discount(double.NaN));
        Should.Throw<ArgumentOutOfRangeException>(() => learner.Discount(1.1));
        LearnerData.Bytes(learner.Statistics.Write).ShouldBe(LearnerData.Bytes(BanditStatistics.Empty(Arms, 2).Write));
    }

    [Fact]
    public void Select_OnlineAgainstKnownTruth_EveryRuleFindsTheBetterArm()
    {
        foreach (IBanditPolicy policy in BanditPolicies.All.All)
        {
            var learner = new BanditLearner(new LinearBandit(policy, BanditStatistics.Empty(Arms, 2)));
            var rng = new Rng(4);
            int right = 0;
            for (int i = 0; i < 1_000; i++)
            {
                float side = (i & 1) == 0 ? 1 : -1; // arm 0 earns 0.7 on side 1 and 0.3 on side −1, arm 1 the reverse
                int taken = learner.Select([1, side], [true, true], rng).Arm;
                learner.Update([1, side], taken, 0.5 + (0.2 * side * (taken == 0 ? 1 : -1)) + (0.1 * rng.NextGaussian()));
                right += i >= 500 && taken == (side > 0 ? 0 : 1) ? 1 : 0;
            }

            // ε-greedy errs in ε/2 = 5 % of choices: 25 of 500, standard deviation 4.9.
            right.ShouldBeGreaterThan(500 - 25 - 25, policy.Name);
        }
    }

    private static LinearBandit Start(int dimension) => new(new LinUcb(), BanditStatistics.Empty(Arms, dimension));

    private static ArmEstimate[] Estimate(BanditLearner learner, float[] context)
    {
        var estimates = new ArmEstimate[2];
        learner.Estimate(context, estimates);
        return estimates;
    }

    private static void Fill(float[] context, Rng rng)
    {
        for (int j = 0; j < context.Length; j++)
        {
            context[j] = (float)rng.NextDouble();
        }
    }

    private static void ShouldAgree(BanditLearner learner, LinearBandit direct, Rng rng, double tolerance)
    {
        var context = new float[direct.Dimension];
        var expected = new ArmEstimate[2];
        for (int i = 0; i < 10; i++)
        {
            Fill(context, rng);
            direct.Estimate(context, expected);
            ArmEstimate[] actual = Estimate(learner, context);
            for (int k = 0; k < 2; k++)
            {
                actual[k].Mean.ShouldBe(expected[k].Mean, tolerance);
                actual[k].Width.ShouldBe(expected[k].Width, tolerance * expected[k].Width);
            }
        }
    }
}
