using OrleansRouter.Learning.Bandits;
using OrleansRouter.TestKit.Learning;

namespace OrleansRouter.Learning.Tests.Bandits;

public sealed class EpsilonGreedyTests : BanditPolicyConformance
{
    protected override IBanditPolicy Create() => new EpsilonGreedy { Epsilon = 0.3 };

    [Fact]
    public void Probabilities_TwoOfThreeEligible_BestGetsTheRest()
    {
        var p = new double[3];
        new EpsilonGreedy { Epsilon = 0.2 }.Probabilities([new(0.9, 1), new(0.5, 1), new(0.6, 1)], [false, true, true], p);
        p.ShouldBe([0, 0.1, 0.9], 1e-15);
    }

    [Fact]
    public void Probabilities_WidthsDiffer_AreIgnored()
    {
        var p = new double[2];
        new EpsilonGreedy { Epsilon = 0 }.Probabilities([new(0.5, 0), new(0.4, 9)], [true, true], p);
        p.ShouldBe([1, 0]);
    }

    [Theory]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void Epsilon_OutOfRange_Refused(double epsilon) =>
        Should.Throw<ArgumentException>(() => new LinearBandit(new EpsilonGreedy { Epsilon = epsilon }, BanditStatistics.Empty(["a"], 2)))
            .Message.ShouldContain("Epsilon");
}
