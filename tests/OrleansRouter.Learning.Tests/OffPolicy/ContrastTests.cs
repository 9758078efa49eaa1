using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.OffPolicy;
using OrleansRouter.Learning.Statistics;

namespace OrleansRouter.Learning.Tests.OffPolicy;

public class ContrastTests
{
    private const double Error = 0.05;

    [Fact]
    public void PolicyContrast_KnownActions_TheFormula()
    {
        var row = PolicyContrast.Of([0.7, 0.3], [0.2, 0.8], [0.4, 0.6], taken: 0, reward: 0.9, maxWeight: 10);
        row.ShouldBe(new PolicyContrast((0.7 - 0.2) / 0.4, 0, 0, 0.9, 10));
        row.Lower(0.6).ShouldBe(1.25 * (0.9 - 0.6), 1e-15);
        row.Upper(0.6).ShouldBe(row.Lower(0.6));
    }

    [Fact]
    public void PolicyContrast_ActionThatIsNeverTaken_CountsAsWorstAndBest()
    {
        var row = PolicyContrast.Of([0.25, 0.75], [1, 0], [1, 0], taken: 0, reward: 1, maxWeight: 10);
        row.UnknownCandidate.ShouldBe(0.75);
        row.Lower(0.4).ShouldBe((-0.75 * 0.6) - (0.75 * 0.4), 1e-15);
        row.Upper(0.4).ShouldBe((-0.75 * 0.6) + (0.75 * 0.6), 1e-15);
    }

    [Fact]
    public void PolicyContrast_WeightAboveTheLimit_IsUnknown() =>
        PolicyContrast.Of([0.9, 0.1], [0.1, 0.9], [0.01, 0.99], taken: 0, reward: 1, maxWeight: 50)
            .ShouldBe(new PolicyContrast(0, 0.9, 0.1, 1, 50));

    [Fact]
    public void PolicyContrast_OutOfRange_Refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => PolicyContrast.Of([1], [1], [1], 0, double.NaN, 10));
        Should.Throw<ArgumentOutOfRangeException>(() => PolicyContrast.Of([1, 0], [1, 0], [1, 0], 1, 1, 10));
    }

    /// <summary>Over all actions, with the probabilities of the logging policy, the terms enclose the difference for every baseline.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(0.3)]
    [InlineData(1)]
    public void PolicyContrast_MeanOverActions_EnclosesTheDifference(double baseline)
    {
        double[] candidate = [0.5, 0.2, 0.3], current = [0.1, 0.6, 0.3], logged = [0.4, 0.6, 0], rewards = [0.9, 0.2, 0.5];
        double difference = Enumerable.Range(0, 3).Sum(a => (candidate[a] - current[a]) * rewards[a]);
        PolicyContrast[] rows = [.. Enumerable.Range(0, 2).Select(a => PolicyContrast.Of(candidate, current, logged, a, rewards[a], 10))];
        double lower = (0.4 * rows[0].Lower(baseline)) + (0.6 * rows[1].Lower(baseline));
        double upper = (0.4 * rows[0].Upper(baseline)) + (0.6 * rows[1].Upper(baseline));
        lower.ShouldBeLessThanOrEqualTo(difference);
        upper.ShouldBeGreaterThanOrEqualTo(difference);
        (upper - lower).ShouldBe(0.6, 1e-12); // the unknown action's probability under both
    }

    [Fact]
    public void EmpiricalBernsteinSequence_TwoValues_TheFormula()
    {
        // lowest −3: h = 4; α = 0.05; the first guess is 0 and the first variance 1/4.
        double first = Math.Min(0.5, Math.Sqrt(2 * Math.Log(20) / (0.25 * Math.Log(2))));
        double secondVariance = 0.25 / 2, second = Math.Min(0.5, Math.Sqrt(2 * Math.Log(20) / (secondVariance * 2 * Math.Log(3))));
        var sequence = EmpiricalBernsteinSequence.Empty.Add(1, -3, Error, 1).Add(-2, -3, Error, 1);
        double gains = (first * 1 / 4) + (second * -2 / 4);
        double penalty = (Psi(first) * Math.Pow(1.0 / 4, 2)) + (Psi(second) * Math.Pow((-2 - 0.5) / 4, 2));
        sequence.Values.ShouldBe(new Moments(2, -0.5, 4.5));
        sequence.Lower(Error, -100).ShouldBe((gains - Math.Log(20) - penalty) / ((first + second) / 4), 1e-12);
        sequence.Lower(Error, -1).ShouldBe(-1);
        EmpiricalBernsteinSequence.Empty.Lower(Error, -1).ShouldBe(-1);

        static double Psi(double bet) => -Math.Log(1 - bet) - bet;
    }

    [Fact]
    public void EmpiricalBernsteinSequence_OutOfRange_Refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => EmpiricalBernsteinSequence.Empty.Add(-3.1, -3, Error, 1)).Message.ShouldContain("-3");
        Should.Throw<ArgumentOutOfRangeException>(() => EmpiricalBernsteinSequence.Empty.Add(double.NaN, -3, Error, 1));
        Should.Throw<ArgumentOutOfRangeException>(() => EmpiricalBernsteinSequence.Empty.Add(1, -3, 1, 1)).Message.ShouldContain("between 0 and 1");
    }

    /// <summary>
    /// Two policies of equal value, looked at after each of 2,000 decisions, 400 times: the lower bound passes 0 at any time in at most 5 %,
    /// by Ville's inequality; 8.3 % would be three binomial standard deviations above that.
    /// </summary>
    [Fact]
    public void ContrastSequence_EqualPolicies_LookedAtAlways_RarelyPassesZero()
    {
        int above = 0, below = 0;
        Parallel.For(0, 400, run =>
        {
            (bool passedAbove, bool passedBelow, _) = Follow(difference: 0, decisions: 2_000, Rng.Stream(8, (ulong)run));
            Interlocked.Add(ref above, passedAbove ? 1 : 0);
            Interlocked.Add(ref below, passedBelow ? 1 : 0);
        });

        above.ShouldBeLessThanOrEqualTo(33);
        below.ShouldBeLessThanOrEqualTo(33);
    }

    [Fact]
    public void ContrastSequence_BetterCandidate_IsFoundAndTheBoundsCloseIn()
    {
        (bool above, bool below, ContrastEstimate estimate) = Follow(difference: 0.3, decisions: 4_000, new Rng(5));
        (above, below).ShouldBe((true, false));
        estimate.Lower.ShouldBeInRange(0.05, 0.3);
        estimate.Upper.ShouldBeInRange(0.3, 0.6);
        estimate.Difference.ShouldBe(0.3, 0.1);
        (estimate.Decisions, estimate.UnknownShare).ShouldBe((4_000, 0));
    }

    /// <summary>Half the decisions are the candidate's; each policy always takes its own of two actions, which earn 0.4 + difference and 0.4.</summary>
    private static (bool Above, bool Below, ContrastEstimate Last) Follow(double difference, int decisions, Rng rng)
    {
        ContrastSequence sequence = ContrastSequence.Empty;
        bool above = false, below = false;
        for (int i = 0; i < decisions; i++)
        {
            int taken = rng.NextInt(2);
            double reward = rng.NextDouble() < 0.4 + (taken == 0 ? difference : 0) ? 1 : 0;
            sequence = sequence.Add(PolicyContrast.Of([1, 0], [0, 1], [0.5, 0.5], taken, reward, maxWeight: 2), Error, firstLook: 100);
            ContrastEstimate now = sequence.Estimate(Error);
            above |= now.Lower > 0;
            below |= now.Upper < 0;
        }

        return (above, below, sequence.Estimate(Error));
    }
}
