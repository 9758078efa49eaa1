using OrleansRouter.Learning.Bandits;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.TestKit.Learning;

/// <summary>What every <see cref="IBanditPolicy"/>, and a linear bandit that follows it, promises. Derive one test class per rule.</summary>
public abstract class BanditPolicyConformance
{
    private const int Arms = 4, Dimension = 5;
    private static readonly string[] Names = ["a", "b", "c", "d"];
    private static readonly bool[] AllEligible = [true, true, true, true];
    private static readonly BanditHistory History = BanditHistory.Random(400, Arms, Dimension, seed: 11);
    private static readonly Matrix<float> Queries = LearnerData.Features(20, Dimension, 12);

    /// <summary>The rule under test, with options that differ from the defaults.</summary>
    protected abstract IBanditPolicy Create();

    [Fact]
    public void Registry_KnowsTheRuleByItsName() => BanditPolicies.All.Get(Create().Name).GetType().ShouldBe(Create().GetType());

    [Fact]
    public void Probabilities_AnyEligibility_SumToOneAndVanishElsewhere()
    {
        LinearBandit bandit = Learn(History.Statistics(Names));
        foreach (bool[] eligible in (bool[][])[AllEligible, [false, true, false, true], [false, false, true, false]])
        {
            double[] p = Probabilities(bandit, Queries.Row(3), eligible);
            p.Sum().ShouldBe(1, 1e-12);
            p.Zip(eligible, (x, may) => may ? x is >= 0 and <= 1 : x == 0).ShouldAllBe(fits => fits);
        }

        Probabilities(bandit, Queries.Row(3), [false, false, true, false])[2].ShouldBe(1, 1e-12);
    }

    [Fact]
    public void Probabilities_NothingLearnt_Defined() =>
        Probabilities(Learn(BanditStatistics.Empty(Names, Dimension)), Queries.Row(0), AllEligible).Sum().ShouldBe(1, 1e-12);

    [Fact]
    public void Probabilities_ContextOfZeros_Defined() =>
        Probabilities(Learn(History.Statistics(Names)), new float[Dimension], AllEligible).Sum().ShouldBe(1, 1e-12);

    [Fact]
    public void Select_ManyTimes_FrequenciesFollowTheStatedProbabilities()
    {
        const int draws = 3_000;
        LinearBandit bandit = Learn(History.Statistics(Names));
        double[] p = Probabilities(bandit, Queries.Row(1), AllEligible);
        var rng = new Rng(5);
        int[] taken = new int[Arms];
        for (int i = 0; i < draws; i++)
        {
            BanditChoice choice = bandit.Select(Queries.Row(1), AllEligible, rng);
            choice.Probability.ShouldBe(p[choice.Arm]);
            taken[choice.Arm]++;
        }

        ChiSquare.ShouldFit(taken, p);
    }

    [Fact]
    public void Update_InAnotherOrder_SameProbabilities()
    {
        BanditHistory shuffled = History.Permuted(new Rng(6));
        ShouldAnswerAlike(Learn(shuffled.Statistics(Names)), Learn(History.Statistics(Names)), 1e-9);
    }

    [Fact]
    public void Update_IntegerWeights_EqualRepetitions()
    {
        double[] weights = LearnerData.IntegerWeights(History.Count);
        BanditHistory repeated = History.Select(LearnerData.Repeats(weights));
        ShouldAnswerAlike(Learn(History.Statistics(Names, weights)), Learn(repeated.Statistics(Names)), 1e-9);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void Merge_Shards_EqualsUnsharded(int shards)
    {
        BanditStatistics merged = Enumerable.Range(0, shards)
            .Select(s => History.Select([.. Enumerable.Range(0, History.Count).Where(i => i % shards == s)]).Statistics(Names))
            .Aggregate((a, b) => a.Merge(b));

        ShouldAnswerAlike(Learn(merged), Learn(History.Statistics(Names)), 1e-9);
    }

    [Fact]
    public void WriteAndRead_AnyBandit_SameBytesAndAnswers()
    {
        LinearBandit bandit = new BanditLearner(Learn(History.Statistics(Names))).Snapshot();
        byte[] bytes = LearnerData.Bytes(bandit.Write);

        var read = LinearBandit.Read(new ModelReader(bytes));

        read.Policy.ShouldBe(Create());
        LearnerData.Bytes(read.Write).ShouldBe(bytes);
        ShouldAnswerAlike(read, bandit, 0);
    }

    [Fact]
    public void Read_TruncatedBytes_Refused()
    {
        byte[] bytes = LearnerData.Bytes(Learn(History.Statistics(Names)).Write);
        foreach (int length in (int[])[bytes.Length - 1, bytes.Length / 2, 30, 0])
        {
            Should.Throw<ModelFormatException>(() => LinearBandit.Read(new ModelReader(bytes.AsMemory(0, length))));
        }
    }

    [Fact]
    public void Probabilities_NotFiniteEstimate_Refused()
    {
        var p = new double[2];
        foreach (ArmEstimate broken in (ArmEstimate[])[new(double.NaN, 1), new(double.PositiveInfinity, 1), new(0, double.NaN), new(0, -1)])
        {
            Should.Throw<ArgumentException>(() => Create().Probabilities([new(0, 1), broken], [true, true], p)).Message.ShouldContain("Arm 1");
            Create().Probabilities([new(0, 1), broken], [true, false], p);
            p.ShouldBe([1, 0]);
        }
    }

    [Fact]
    public void Probabilities_NoArmEligibleOrLengthsDiffer_Refused()
    {
        ArmEstimate[] two = [new(0, 1), new(1, 1)];
        Should.Throw<ArgumentException>(() => Create().Probabilities(two, [false, false], new double[2])).Message.ShouldContain("eligible");
        Should.Throw<ArgumentException>(() => Create().Probabilities(two, [true], new double[2]));
        Should.Throw<ArgumentException>(() => Create().Probabilities(two, [true, true], new double[3]));
    }

    private LinearBandit Learn(BanditStatistics statistics) => new(Create(), statistics, ridge: 0.5);

    private static double[] Probabilities(LinearBandit bandit, ReadOnlySpan<float> context, bool[] eligible)
    {
        var p = new double[Arms];
        bandit.Probabilities(context, eligible, p);
        return p;
    }

    private static void ShouldAnswerAlike(LinearBandit actual, LinearBandit expected, double tolerance)
    {
        for (int i = 0; i < Queries.Rows; i++)
        {
            double[] p = Probabilities(actual, Queries.Row(i), AllEligible), q = Probabilities(expected, Queries.Row(i), AllEligible);
            p.Zip(q, (x, y) => Math.Abs(x - y)).Max().ShouldBeLessThanOrEqualTo(tolerance);
        }
    }
}
