using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.OffPolicy;
using OrleansRouter.Routing.Evidence;
using OrleansRouter.Routing.Policies;
using OrleansRouter.TestKit.Routing;

namespace OrleansRouter.Routing.Tests.Evidence;

public class PolicyEvaluatorTests
{
    private const double Floor = 0.05;
    private static readonly EvidenceWorld World = new(1);
    private static readonly Policy Logging = World.Policy(skill: 0.3, seed: 2), Target = World.Policy(skill: 0.8, seed: 3);

    private static readonly PolicyEvaluationOptions Small = new() { Groups = 100, Resamples = 599 };

    /// <summary>150 logs of 1,000 rows; of so many, 95 % ± 5.3 % are covered by 95 % intervals (three binomial standard deviations).</summary>
    [Fact]
    public void Report_SimulatedLogs_IntervalsCoverTheTruth()
    {
        const int runs = 150;
        double truth = World.ValueOf(Target, Floor), gain = truth - World.ValueOf(Logging, Floor);
        int[] covered = new int[6];
        Parallel.For(0, runs, run =>
        {
            OffPolicyReport report = Evaluate(Target, World.Log(Logging, Floor, 1_000, Rng.Stream(5, (ulong)run)), Small with { Seed = (ulong)run });
            foreach ((int i, OffPolicyEstimate e) in new[] { report.InversePropensity, report.SelfNormalized, report.DoublyRobust }.Index())
            {
                Count(ref covered[i], e.Low, truth, e.High);
                Count(ref covered[i + 3], e.Gain.Low, gain, e.Gain.High);
            }
        });

        double tolerance = 3 * Math.Sqrt(0.95 * 0.05 / runs);
        covered.ShouldAllBe(c => Math.Abs(((double)c / runs) - 0.95) <= tolerance, string.Join(", ", covered));

        static void Count(ref int covered, double low, double truth, double high)
        {
            if (low <= truth && truth <= high)
            {
                Interlocked.Increment(ref covered);
            }
        }
    }

    [Fact]
    public void Report_ModelOfRewards_ShortensTheIntervalOfDr()
    {
        LoggedChoice[] log = [.. World.Log(Logging, Floor, 4_000, new Rng(9))];
        OffPolicyReport report = Evaluate(Target, log, Small);
        report.DoublyRobust.StandardError.ShouldBeLessThan(0.9 * report.InversePropensity.StandardError);

        var once = new PolicyEvaluator(Target, Small);
        Array.ForEach(log, once.Add);
        once.Report().Estimates!.DoublyRobust.Value.ShouldBe(report.InversePropensity.Value, 1e-12);
    }

    [Fact]
    public void Report_TheLoggingPolicyItself_EarnsWhatItEarned()
    {
        LoggedChoice[] log = [.. World.Log(Logging, Floor, 300, new Rng(4))];
        OffPolicyReport report = Evaluate(Logging, log, Small);
        report.EffectiveSampleSize.ShouldBe(300, 1e-6);
        report.SelfNormalized.Value.ShouldBe(log.Average(c => c.Score!.Value), 1e-12);
        report.InversePropensity.Gain.Value.ShouldBe(0, 1e-12);
    }

    [Fact]
    public void Report_RowsThatSayNothing_AreCountedByReason()
    {
        LoggedChoice[] log = [.. World.Log(Logging, Floor, 60, new Rng(4))];
        log[0] = log[0] with { Origin = "pinned", Receipt = null };
        log[1] = log[1] with { Score = null };
        log[2] = log[2] with { CostUsd = null };
        log[3] = log[3] with { Receipt = log[3].Receipt! with { EncoderHash = "another", PolicyHash = "another" } };
        log[4] = log[4] with { Receipt = log[4].Receipt! with { EncoderHash = "another", PolicyHash = "another" }, Prompt = "abc" };
        log[5] = log[5] with { Receipt = log[5].Receipt! with { Input = log[5].Receipt!.Input with { Candidates = [new("unheard-of")] } } };
        log[6] = log[6] with { Receipt = log[6].Receipt! with { Input = log[6].Receipt!.Input with { ExplorationFloor = 0.3 } } };
        var options = Small with { Reward = new RewardRule { CostWeight = 0.5, CostCapUsd = 0.01 } };

        PolicyEvaluation report = Report(Target, log, options);

        report.Decisions.ShouldBe(60);
        report.Skipped.Select(s => (s.Reason, s.Count)).ShouldBe([
            (SkipReason.NotByPolicy, 1), (SkipReason.NoScore, 1), (SkipReason.NoCost, 1), (SkipReason.OtherEncoder, 1), (SkipReason.NoChoice, 2)]);
        report.Estimates!.Rows.ShouldBe(54);
    }

    [Fact]
    public void Report_CostCounts_IsSubtracted()
    {
        LoggedChoice[] log = [.. World.Log(Logging, Floor, 200, new Rng(4))];
        double quality = Evaluate(Target, log, Small).SelfNormalized.Value;
        var reward = new RewardRule { QualityWeight = 2, CostWeight = 0.5, CostCapUsd = 0.01 };
        Evaluate(Target, log, Small with { Reward = reward }).SelfNormalized.Value.ShouldBe((2 * quality) - (0.5 * 0.1), 1e-12);
    }

    [Fact]
    public void Report_EmptyLog_HasNoEstimates() => Report(Target, [], Small).Estimates.ShouldBeNull();

    [Fact]
    public void Constructor_OptionsOutOfRange_Refused()
    {
        Should.Throw<ArgumentException>(() => new PolicyEvaluator(Target, Small with { MaxWeight = 0.5 })).Message.ShouldContain("MaxWeight");
        Should.Throw<ArgumentException>(() => new PolicyEvaluator(
            Target, Small with { Reward = new RewardRule { QualityWeight = 0 } })).Message.ShouldContain("both 0");
    }

    [Fact]
    public void ContextFeatures_LongEmbeddings_KeepInnerProductsOnAverage()
    {
        // Random pairs in 256 dimensions, hashed into 64: the error of an inner product has mean 0 and a standard deviation of about 1/√64.
        var rng = new Rng(3);
        double[] errors = [.. Enumerable.Range(0, 400).Select(_ =>
        {
            float[] a = Unit(rng), b = Unit(rng), hashedA = new float[64], hashedB = new float[64];
            ContextFeatures.Write(a, hashedA);
            ContextFeatures.Write(b, hashedB);
            return Dot(hashedA, hashedB) - Dot(a, b);
        })];
        errors.Average().ShouldBe(0, 4 * 0.125 / Math.Sqrt(400));
        Math.Sqrt(errors.Average(e => e * e)).ShouldBeInRange(0.06, 0.19);

        static float[] Unit(Rng rng)
        {
            float[] x = [.. Enumerable.Range(0, 256).Select(_ => (float)rng.NextGaussian())];
            float norm = MathF.Sqrt((float)Dot(x, x));
            return [.. x.Select(v => v / norm)];
        }

        static double Dot(float[] a, float[] b) => a.Zip(b, (u, v) => (double)u * v).Sum();
    }

    private static OffPolicyReport Evaluate(Policy policy, IEnumerable<LoggedChoice> log, PolicyEvaluationOptions options) =>
        Report(policy, [.. log], options).Estimates!;

    private static PolicyEvaluation Report(Policy policy, LoggedChoice[] log, PolicyEvaluationOptions options)
    {
        var evaluator = new PolicyEvaluator(policy, options);
        Array.ForEach(log, evaluator.Learn);
        Array.ForEach(log, evaluator.Add);
        return evaluator.Report();
    }
}
