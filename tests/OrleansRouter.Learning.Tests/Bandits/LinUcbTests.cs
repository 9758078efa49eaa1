using OrleansRouter.Learning.Bandits;
using OrleansRouter.TestKit.Learning;

namespace OrleansRouter.Learning.Tests.Bandits;

public sealed class LinUcbTests : BanditPolicyConformance
{
    private static readonly BanditFixture Numpy = BanditFixture.Instance;

    protected override IBanditPolicy Create() => new LinUcb { Alpha = 0.8 };

    [Fact]
    public void Score_TaughtBandit_EqualsNumpys()
    {
        var policy = new LinUcb { Alpha = Numpy.Alpha };
        LinearBandit bandit = Numpy.Taught(policy).Snapshot();
        var estimates = new ArmEstimate[3];
        for (int i = 0; i < Numpy.Queries.Length; i++)
        {
            bandit.Estimate(Numpy.Queries[i], estimates);
            estimates.Select(policy.Score).ToArray().ShouldBe(Numpy.Ucb[i], 1e-8);
        }
    }

    [Fact]
    public void Probabilities_WiderArmOfEqualMean_TakesAll()
    {
        var p = new double[3];
        new LinUcb().Probabilities([new(0.5, 0.1), new(0.5, 0.3), new(0.5, 0.2)], [true, true, true], p);
        p.ShouldBe([0, 1, 0]);
    }

    [Fact]
    public void Probabilities_EqualScores_TheFirstEligibleTakesAll()
    {
        var p = new double[3];
        new LinUcb().Probabilities([new(0.5, 0.1), new(0.5, 0.1), new(0.5, 0.1)], [false, true, true], p);
        p.ShouldBe([0, 1, 0]);
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(double.NaN)]
    public void Alpha_OutOfRange_Refused(double alpha) =>
        Should.Throw<ArgumentException>(() => new LinearBandit(new LinUcb { Alpha = alpha }, BanditStatistics.Empty(["a"], 2)))
            .Message.ShouldContain("Alpha");
}
