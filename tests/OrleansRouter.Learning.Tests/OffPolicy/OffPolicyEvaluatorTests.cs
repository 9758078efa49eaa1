using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.OffPolicy;
using OrleansRouter.Learning.Serialization;
using OrleansRouter.TestKit.Learning;

namespace OrleansRouter.Learning.Tests.OffPolicy;

public class OffPolicyEvaluatorTests
{
    private static readonly OffPolicyOptions Small = new() { Groups = 100, Resamples = 199 };

    // Weights 2, 0.5 and 4; the last is clipped where the cap is 3.
    private static readonly LoggedOutcome[] ThreeRows = [
        new(0.25, 0.5, 1, PredictedReward: 0.8, PredictedValue: 0.6),
        new(0.5, 0.25, 0.4, PredictedReward: 0.5, PredictedValue: 0.5),
        new(0.25, 1, 0.5, PredictedReward: 0.1, PredictedValue: 0.2)];

    [Fact]
    public void Report_KnownRows_TheEquations()
    {
        OffPolicyReport report = SimulatedLog.Evaluate(ThreeRows, Small).Report(1);

        report.InversePropensity.Value.ShouldBe((2 + 0.2 + 2) / 3, 1e-12);
        report.SelfNormalized.Value.ShouldBe(4.2 / 6.5, 1e-12);
        report.DoublyRobust.Value.ShouldBe((0.6 + 0.4 + 0.5 - 0.05 + 0.2 + 1.6) / 3, 1e-12);
        report.EffectiveSampleSize.ShouldBe(6.5 * 6.5 / 20.25, 1e-12);
        report.MeanWeight.ShouldBe(6.5 / 3, 1e-12);
        report.LargestWeight.ShouldBe(4);
        report.ClippedRows.ShouldBe(0);
        report.InversePropensity.ClippingBias.ShouldBe(0);
    }

    [Fact]
    public void Report_WeightAboveTheCap_ReportsWhatClippingDid()
    {
        OffPolicyReport report = SimulatedLog.Evaluate(ThreeRows, Small with { MaxWeight = 3 }).Report(1);

        report.ClippedRows.ShouldBe(1);
        report.ClippedMass.ShouldBe(1.0 / 3, 1e-12);
        report.MeanWeight.ShouldBe(6.5 / 3, 1e-12);
        report.LargestWeight.ShouldBe(4, 1e-12);
        report.InversePropensity.Value.ShouldBe((2 + 0.2 + 1.5) / 3, 1e-12);
        report.InversePropensity.ClippingBias.ShouldBe(-0.5 / 3, 1e-12);
        report.SelfNormalized.ClippingBias.ShouldBe((3.7 / 5.5) - (4.2 / 6.5), 1e-12);
        report.DoublyRobust.ClippingBias.ShouldBe(-0.4 / 3, 1e-12);
    }

    /// <summary>1,000 logs; each interval must cover the truth in 94 to 96 % of them, and the guaranteed ones in no less than 95 %.</summary>
    [Fact]
    public void Report_ThousandSimulatedLogs_IntervalsCoverTheTruth()
    {
        const int runs = 1_000;
        int[] covered = new int[5];
        Parallel.For(0, runs, run =>
        {
            OffPolicyReport report = SimulatedLog.Evaluate(SimulatedLog.Draw(600, Rng.Stream(2024, (ulong)run)), Small with { Resamples = 399 })
                .Report((ulong)run);
            OffPolicyEstimate[] estimates = [report.InversePropensity, report.SelfNormalized, report.DoublyRobust];
            for (int e = 0; e < 3; e++)
            {
                Count(e, estimates[e].Low, estimates[e].High);
            }

            Count(3, report.InversePropensity.GuaranteedLow!.Value, report.InversePropensity.GuaranteedHigh!.Value);
            Count(4, report.DoublyRobust.GuaranteedLow!.Value, report.DoublyRobust.GuaranteedHigh!.Value);
        });

        covered[..3].ShouldAllBe(c => c >= 940 && c <= 960, $"covered {string.Join(", ", covered)} of {runs}");
        covered[3..].ShouldAllBe(c => c >= 950);

        void Count(int kind, double low, double high)
        {
            if (low <= SimulatedLog.TrueValue && SimulatedLog.TrueValue <= high)
            {
                Interlocked.Increment(ref covered[kind]);
            }
        }
    }

    /// <summary>Averaged over 200 logs of 500 rows, every estimate is within 4 standard errors of its expectation.</summary>
    [Fact]
    public void Report_ManyLogs_UnbiasedAndClippingBiasAsReported()
    {
        const double cap = 2;
        OffPolicyReport[] plain = Reports(100), clipped = Reports(cap);

        ShouldAverage(plain, r => r.InversePropensity.Value, SimulatedLog.TrueValue);
        ShouldAverage(plain, r => r.DoublyRobust.Value, SimulatedLog.TrueValue);
        ShouldAverage(plain, r => r.MeanWeight, 1);
        ShouldAverage(clipped, r => r.InversePropensity.Value, SimulatedLog.ClippedValue(cap));
        ShouldAverage(clipped, r => r.InversePropensity.ClippingBias, SimulatedLog.ClippedValue(cap) - SimulatedLog.TrueValue);

        OffPolicyReport[] Reports(double maxWeight) => [.. Enumerable.Range(0, 200).Select(run =>
            SimulatedLog.Evaluate(SimulatedLog.Draw(500, Rng.Stream(7, (ulong)run)), Small with { MaxWeight = maxWeight, Resamples = 99 }).Report(1))];
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void Merge_Shards_EqualsUnsharded(int shards)
    {
        LoggedOutcome[] rows = [.. SimulatedLog.Draw(2_000, new Rng(3))];
        var parts = Enumerable.Range(0, shards).Select(_ => new OffPolicyEvaluator(Small)).ToArray();
        for (int i = 0; i < rows.Length; i++)
        {
            parts[i % shards].Add((ulong)i, rows[i]);
        }

        for (int s = 1; s < shards; s++)
        {
            parts[0].Merge(OffPolicyEvaluator.Read(new ModelReader(LearnerData.Bytes(parts[s].Write))));
        }

        OffPolicyReport merged = parts[0].Report(5), whole = SimulatedLog.Evaluate(rows, Small).Report(5);
        merged.Rows.ShouldBe(whole.Rows);
        merged.EffectiveSampleSize.ShouldBe(whole.EffectiveSampleSize, 1e-9 * whole.EffectiveSampleSize);
        ShouldAgree(merged.InversePropensity, whole.InversePropensity);
        ShouldAgree(merged.SelfNormalized, whole.SelfNormalized);
        ShouldAgree(merged.DoublyRobust, whole.DoublyRobust);
    }

    [Fact]
    public void Report_SameSeed_SameIntervals() =>
        SimulatedLog.Evaluate(ThreeRows, Small).Report(9).ShouldBe(SimulatedLog.Evaluate(ThreeRows, Small).Report(9));

    [Fact]
    public void Report_RewardsWithoutVariation_IntervalIsThePoint()
    {
        OffPolicyEstimate estimate = SimulatedLog.Evaluate(Enumerable.Repeat(new LoggedOutcome(0.5, 0.5, 1), 300), Small).Report(1).SelfNormalized;
        (estimate.Low, estimate.Value, estimate.High).ShouldBe((1, 1, 1));
    }

    [Fact]
    public void Report_OneRewardAmongZeros_UpperEndStaysOpen()
    {
        // A third of the resamples lose the only reward: nothing bounds the value from above but the range.
        IEnumerable<LoggedOutcome> rows = Enumerable.Range(0, 200).Select(i => new LoggedOutcome(0.5, 0.5, i == 7 ? 1 : 0));
        OffPolicyEstimate estimate = SimulatedLog.Evaluate(rows, Small).Report(1).InversePropensity;
        estimate.High.ShouldBe(1);
        estimate.Low.ShouldBeInRange(0, 0.005);
    }

    [Fact]
    public void Report_DependentRowsOfOneSession_SameUnitWidensTheInterval()
    {
        LoggedOutcome[] sessions = [.. SimulatedLog.Draw(200, new Rng(6))];
        OffPolicyEvaluator apart = new(Small), together = new(Small);
        for (int i = 0; i < 2_000; i++)
        {
            apart.Add((ulong)i, sessions[i / 10]);
            together.Add((ulong)(i / 10), sessions[i / 10]);
        }

        double narrow = Width(apart.Report(1).DoublyRobust), wide = Width(together.Report(1).DoublyRobust);
        (wide / narrow).ShouldBeInRange(2, 4.5); // ten copies of each row: √10 where all are independent by mistake

        static double Width(OffPolicyEstimate estimate) => estimate.High - estimate.Low;
    }

    [Fact]
    public void Report_NothingToLearnFrom_Refused()
    {
        Should.Throw<InvalidOperationException>(() => new OffPolicyEvaluator(Small).Report(1)).Message.ShouldContain("0 rows");
        Should.Throw<InvalidOperationException>(() => SimulatedLog.Evaluate([new(0.5, 0, 1)], Small).Report(1)).Message.ShouldContain("1 rows");
    }

    [Fact]
    public void Add_ValueOutOfRange_RefusedAndNothingAdded()
    {
        OffPolicyEvaluator evaluator = SimulatedLog.Evaluate(ThreeRows, Small);
        byte[] before = LearnerData.Bytes(evaluator.Write);
        foreach (LoggedOutcome bad in (LoggedOutcome[])[
            new(0, 0.5, 1), new(double.NaN, 0.5, 1), new(1.1, 0.5, 1), new(0.5, -0.1, 1), new(0.5, double.NaN, 1), new(0.5, 0.5, 1.01),
            new(0.5, 0.5, double.NaN), new(0.5, 0.5, 1, double.NaN), new(0.5, 0.5, 1, 0.5, 2)])
        {
            Should.Throw<ArgumentOutOfRangeException>(() => evaluator.Add(9, bad));
        }

        LearnerData.Bytes(evaluator.Write).ShouldBe(before);
    }

    [Fact]
    public void Constructor_OptionsOutOfRange_Refused()
    {
        Should.Throw<ArgumentException>(() => new OffPolicyEvaluator(Small with { MaxWeight = double.NaN })).Message.ShouldContain("MaxWeight");
        Should.Throw<ArgumentException>(() => new OffPolicyEvaluator(Small with { MinReward = 1 })).Message.ShouldContain("below MaxReward 1");
    }

    [Fact]
    public void Merge_OtherOptions_Refused() =>
        Should.Throw<ArgumentException>(() => new OffPolicyEvaluator(Small).Merge(new OffPolicyEvaluator(Small with { MaxWeight = 9 })));

    [Fact]
    public void Read_DamagedBytes_Refused()
    {
        byte[] bytes = LearnerData.Bytes(SimulatedLog.Evaluate(ThreeRows, Small).Write);
        Should.Throw<ModelFormatException>(() => OffPolicyEvaluator.Read(new ModelReader(bytes.AsMemory(0, bytes.Length - 1))));
        bytes.AsSpan("off-policy".Length + (2 * sizeof(int)), sizeof(double)).Fill(0xFF); // MaxWeight becomes NaN
        Should.Throw<ModelFormatException>(() => OffPolicyEvaluator.Read(new ModelReader(bytes))).Message.ShouldContain("MaxWeight");
    }

    private static void ShouldAverage(OffPolicyReport[] reports, Func<OffPolicyReport, double> value, double expected)
    {
        double[] values = [.. reports.Select(value)];
        double error = LearnerData.RootMeanSquare(values, [.. values.Select(_ => values.Average())]) / Math.Sqrt(values.Length);
        values.Average().ShouldBe(expected, 4 * error);
    }

    private static void ShouldAgree(OffPolicyEstimate actual, OffPolicyEstimate expected)
    {
        actual.Value.ShouldBe(expected.Value, 1e-9);
        actual.Low.ShouldBe(expected.Low, 1e-9);
        actual.High.ShouldBe(expected.High, 1e-9);
        actual.ClippingBias.ShouldBe(expected.ClippingBias, 1e-9);
        actual.StandardError.ShouldBe(expected.StandardError, 1e-9);
    }
}
