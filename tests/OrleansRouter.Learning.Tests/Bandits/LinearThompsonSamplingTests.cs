using System.Numerics.Tensors;
using OrleansRouter.Learning.Bandits;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.TestKit.Learning;

namespace OrleansRouter.Learning.Tests.Bandits;

public sealed class LinearThompsonSamplingTests : BanditPolicyConformance
{
    private static readonly BanditFixture Numpy = BanditFixture.Instance;
    private static readonly LinearThompsonSampling Policy = new() { NoiseDeviation = Numpy.NoiseDeviation };

    protected override IBanditPolicy Create() => new LinearThompsonSampling { NoiseDeviation = 0.7 };

    [Fact]
    public void Probabilities_TaughtBandit_EqualScipysIntegrals()
    {
        LinearBandit bandit = Numpy.Taught(Policy).Snapshot();
        var p = new double[3];
        for (int i = 0; i < Numpy.Queries.Length; i++)
        {
            bandit.Probabilities(Numpy.Queries[i], [true, true, true], p);
            p.ShouldBe(Numpy.Thompson[i], 1e-8);
        }
    }

    /// <summary>The paper's definition itself: draw every θ̃ through the Cholesky factor, count how often each arm is the best.</summary>
    [Fact]
    public void Probabilities_TaughtBandit_FollowDrawnCoefficients()
    {
        LinearBandit bandit = Numpy.Taught(Policy).Snapshot();
        double[] z = [.. Numpy.Queries[0].Select(x => (double)x)], theta = new double[z.Length], stated = new double[3];
        bandit.Probabilities(Numpy.Queries[0], [true, true, true], stated);
        var rng = new Rng(41);
        int[] best = new int[3];
        for (int draw = 0; draw < 20_000; draw++)
        {
            var scores = new double[3];
            for (int k = 0; k < 3; k++)
            {
                bandit.DrawCoefficients(k, Policy.NoiseDeviation, rng, theta);
                scores[k] = TensorPrimitives.Dot<double>(z, theta);
            }

            best[TensorPrimitives.IndexOfMax<double>(scores)]++;
        }

        ChiSquare.ShouldFit(best, stated);
    }

    [Fact]
    public void Probabilities_NoNoise_ActsGreedily()
    {
        var p = new double[2];
        new LinearThompsonSampling { NoiseDeviation = 0 }.Probabilities([new(0.5, 1), new(0.6, 1)], [true, true], p);
        p.ShouldBe([0, 1]);
    }

    [Fact]
    public void Probabilities_LessEligible_SharesOfTheRestGrow()
    {
        ArmEstimate[] estimates = [new(0.5, 1), new(0.6, 1), new(0.7, 1)];
        double[] all = new double[3], some = new double[3];
        Policy.Probabilities(estimates, [true, true, true], all);
        Policy.Probabilities(estimates, [true, false, true], some);
        some[0].ShouldBeGreaterThan(all[0]);
        some[2].ShouldBeGreaterThan(all[2]);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    public void NoiseDeviation_OutOfRange_Refused(double deviation) =>
        Should.Throw<ArgumentException>(
                () => new LinearBandit(new LinearThompsonSampling { NoiseDeviation = deviation }, BanditStatistics.Empty(["a"], 2)))
            .Message.ShouldContain("NoiseDeviation");
}
