using OrleansRouter.Learning.Bandits;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Serialization;
using OrleansRouter.TestKit.Learning;

namespace OrleansRouter.Learning.Tests.Bandits;

public class LinearBanditTests
{
    private static readonly BanditFixture Numpy = BanditFixture.Instance;

    [Fact]
    public void Estimate_TaughtBandit_EqualsNumpys()
    {
        BanditLearner learner = Numpy.Taught(new LinUcb());
        LinearBandit bandit = learner.Snapshot();
        for (int i = 0; i < Numpy.Queries.Length; i++)
        {
            foreach (ArmEstimate[] estimates in (ArmEstimate[][])[Estimates(bandit.Estimate, i), Estimates(learner.Estimate, i)])
            {
                estimates.Select(e => e.Mean).ToArray().ShouldBe(Numpy.Means[i], 1e-8);
                estimates.Select(e => e.Width).ToArray().ShouldBe(Numpy.Widths[i], 1e-8);
            }
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void Estimate_MergedShards_EqualsUnsharded(int shards)
    {
        LinearBandit whole = Numpy.Taught(new LinUcb()).Snapshot();
        BanditStatistics merged = Enumerable.Range(0, shards)
            .Select(shard => Numpy.Statistics(row => row % shards == shard))
            .Aggregate((a, b) => a.Merge(b));
        var sharded = new LinearBandit(whole.Policy, merged, Numpy.Ridge);
        for (int i = 0; i < Numpy.Queries.Length; i++)
        {
            ArmEstimate[] actual = Estimates(sharded.Estimate, i), expected = Estimates(whole.Estimate, i);
            actual.Select(e => e.Mean).ToArray().ShouldBe(expected.Select(e => e.Mean), 1e-9);
            actual.Select(e => e.Width).ToArray().ShouldBe(expected.Select(e => e.Width), 1e-9);
        }
    }

    [Fact]
    public void Estimate_NothingLearnt_MeanZeroAndWidthOfThePenaltyAlone()
    {
        var bandit = new LinearBandit(new LinUcb(), BanditStatistics.Empty(["a"], 2), ridge: 4);
        var estimates = new ArmEstimate[1];
        bandit.Estimate([3, 4], estimates);
        estimates[0].Mean.ShouldBe(0);
        estimates[0].Width.ShouldBe(2.5, 1e-12); // √(25 / 4)
    }

    /// <summary>Sample means and covariances of n draws: within 5 standard errors, the covariance's from Wick's formula.</summary>
    [Fact]
    public void DrawCoefficients_ManyTimes_HaveTheMeanAndCovarianceOfThePosterior()
    {
        const int draws = 20_000;
        const double scale = 0.5;
        var statistics = BanditStatistics.Empty(["a"], 2).With(0, [1f, 1f], 1, weight: 3).With(0, [1f, -2f], 0.5, weight: 2);
        var bandit = new LinearBandit(new LinearThompsonSampling(), statistics);
        double[] theta = bandit.Coefficients(0).ToArray(), draw = new double[2];
        // A = I + 3·[1 1; 1 1] + 2·[1 −2; −2 4] = [6 −1; −1 12], determinant 71.
        double[,] covariance = { { scale * scale * 12 / 71, scale * scale / 71 }, { scale * scale / 71, scale * scale * 6 / 71 } };
        double[,] sums = new double[2, 2];
        var rng = new Rng(3);
        for (int n = 0; n < draws; n++)
        {
            bandit.DrawCoefficients(0, scale, rng, draw);
            for (int i = 0; i < 2; i++)
            {
                for (int j = 0; j < 2; j++)
                {
                    sums[i, j] += (draw[i] - theta[i]) * (draw[j] - theta[j]) / draws;
                }
            }
        }

        for (int i = 0; i < 2; i++)
        {
            for (int j = 0; j < 2; j++)
            {
                double error = Math.Sqrt(((covariance[i, i] * covariance[j, j]) + (covariance[i, j] * covariance[i, j])) / draws);
                sums[i, j].ShouldBe(covariance[i, j], 5 * error);
            }
        }
    }

    [Fact]
    public void NewArm_WithAPriorMean_StartsThereAndYieldsToEvidence()
    {
        float[] typical = [1, 0.5f];
        BanditStatistics statistics = BanditStatistics.Empty(["old"], 2).With(0, typical, 0.4)
            .ForArms(["old", "new"]).With(1, typical, reward: 0.8, weight: 20);
        Mean(statistics).ShouldBe(0.8 * 25 / 26, 1e-12); // κ·r·‖z‖²/(λ + κ·‖z‖²) with ‖z‖² = 1.25

        for (int i = 0; i < 400; i++)
        {
            statistics = statistics.With(1, typical, 0.1);
        }

        Mean(statistics).ShouldBe(((0.8 * 25) + (0.1 * 500)) / 526, 1e-12);

        double Mean(BanditStatistics known)
        {
            var estimates = new ArmEstimate[2];
            new LinearBandit(new LinUcb(), known).Estimate(typical, estimates);
            return estimates[1].Mean;
        }
    }

    [Fact]
    public void Estimate_ManyThreads_ReadTheSameAnswersWhileTheLearnerGoesOn()
    {
        BanditLearner learner = Numpy.Taught(new LinUcb());
        LinearBandit bandit = learner.Snapshot();
        ArmEstimate[] expected = Estimates(bandit.Estimate, 0);
        Parallel.For(0, 200, i =>
        {
            if (i == 0)
            {
                for (int n = 0; n < 2_000; n++)
                {
                    learner.Update(Numpy.Contexts[n % 200], 0, 1);
                }
            }

            Estimates(bandit.Estimate, 0).ShouldBe(expected);
        });
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Estimate_ContextNotFinite_Refused(float value)
    {
        var bandit = new LinearBandit(new LinUcb(), BanditStatistics.Empty(["a"], 3));
        Should.Throw<ArgumentException>(() => bandit.Estimate([0, 0, value], new ArmEstimate[1])).Message.ShouldContain("Context value 2");
        Should.Throw<ArgumentException>(() => bandit.Estimate([0, 0], new ArmEstimate[1])).Message.ShouldContain("expected 3");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    public void Ridge_NotPositive_Refused(double ridge) =>
        Should.Throw<ArgumentOutOfRangeException>(() => new LinearBandit(new LinUcb(), BanditStatistics.Empty(["a"], 3), ridge));

    [Fact]
    public void Read_RuleOfAnotherBuild_RefusedByName()
    {
        byte[] bytes = LearnerData.Bytes(writer =>
        {
            writer.Section("linear-bandit", 1);
            writer.Write("oracle");
        });
        Should.Throw<ModelFormatException>(() => LinearBandit.Read(new ModelReader(bytes))).Message.ShouldContain("'oracle'");
    }

    [Fact]
    public void Read_OptionOutOfRange_Refused()
    {
        byte[] bytes = LearnerData.Bytes(writer =>
        {
            writer.Section("linear-bandit", 1);
            writer.Write("linucb");
            new LinUcb { Alpha = double.NaN }.Write(writer);
            writer.Write(1.0);
            BanditStatistics.Empty(["a"], 1).Write(writer);
        });
        Should.Throw<ModelFormatException>(() => LinearBandit.Read(new ModelReader(bytes))).Message.ShouldContain("Alpha");
    }

    private delegate void Estimator(ReadOnlySpan<float> context, Span<ArmEstimate> estimates);

    private static ArmEstimate[] Estimates(Estimator estimate, int query)
    {
        var estimates = new ArmEstimate[3];
        estimate(Numpy.Queries[query], estimates);
        return estimates;
    }
}
