using OrleansRouter.Learning;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Serialization;
using OrleansRouter.Routing.Data.Simulation;
using OrleansRouter.Routing.Encoding;
using OrleansRouter.Routing.Evaluation.Metrics;
using OrleansRouter.Routing.MetaRouter;
using OrleansRouter.Routing.MetaRouter.Recovery;

namespace OrleansRouter.Routing.Tests.MetaRouter.Recovery;

public sealed class RecoveryStudyTests
{
    private static readonly RecoveryOptions Small = new()
    {
        GoldSizes = [400],
        Biases = [BiasShape.Linear],
        Overlaps = [LabelOverlap.Full],
        PreferenceSize = 400,
        TestSize = 200,
        Seeds = 8,
        FirstSeed = 501,
        Routers = ["r-learner", "dr-learner", "pooled", "preference-only", "global-shift"],
        Method = new MetaRouterOptions { Learner = "ridge", Normalisation = GoldNormalisation.None },
    };

    [Fact]
    public void Run_AnyNumberOfThreads_GivesTheSameNumbers()
    {
        RecoveryOptions tiny = Small with { Seeds = 3, Overlaps = [LabelOverlap.Full, LabelOverlap.Weak], Routers = ["dr-learner", "dr-learner-truncated"] };

        Run(4).ShouldBe(Run(1));

        string Run(int threads) => RecoveryStudy.Run(tiny, null, new FitContext(threads)).ToJson();
    }

    [Fact]
    public void Run_HeterogeneousBias_ROrDrRecoverGainsThatPoolingCannot_AtFivePercentOverEightSeeds()
    {
        RecoveryCell cell = RecoveryStudy.Run(Small, null, FitContext.Default).Cells.ShouldHaveSingleItem();

        foreach (string baseline in new[] { "pooled", "preference-only", "global-shift" })
        {
            cell.Compare(baseline, "r-learner", score => score.GainError)!.Value.Low.ShouldBeGreaterThan(0);
            cell.Compare(baseline, "dr-learner", score => score.GainError)!.Value.Low.ShouldBeGreaterThan(0);
            cell.Compare("r-learner", baseline, score => score.Area)!.Value.Low.ShouldBeGreaterThan(0);
        }

        // A constant cannot follow Δ = ½(2d − 1) with d on {0, ¼, …, 1}: what is left has standard deviation ½·√½ ≈ 0.354.
        cell.Mean("global-shift", score => score.ShiftError)!.Value.ShouldBe(0.354, 0.03);
        cell.Mean("r-learner", score => score.ShiftError)!.Value.ShouldBeLessThan(0.2);
    }

    [Fact]
    public void Run_NoBias_GlobalShiftLosesNoAreaAgainstPooling_AtFivePercentOverEightSeeds()
    {
        RecoveryCell cell = RecoveryStudy.Run(Small with { Biases = [BiasShape.None] }, null, FitContext.Default).Cells.ShouldHaveSingleItem();

        Interval lead = cell.Compare("global-shift", "pooled", score => score.Area)!.Value;
        lead.High.ShouldBeGreaterThan(0);
        cell.Compare("pooled", "oracle", score => score.Area)!.Value.High.ShouldBeGreaterThan(-0.01);
    }

    [Fact]
    public void Run_OneSeed_HasNoIntervals() =>
        RecoveryStudy.Run(Small with { Seeds = 1, Routers = ["pooled"] }, null, FitContext.Default).Cells[0]
            .Compare("pooled", "oracle", score => score.Area).ShouldBeNull();

    [Fact]
    public void Run_NoOverlap_DrLearnerRefusesAndTruncationLeavesItGoldAlone()
    {
        RecoveryCell cell = RecoveryStudy.Run(
            Small with { Seeds = 2, Overlaps = [LabelOverlap.Disjoint], Routers = ["dr-learner", "dr-learner-truncated", "gold-only"], Method = new MetaRouterOptions { Normalisation = GoldNormalisation.None } },
            null,
            FitContext.Default).Cells[0];

        cell.Scores["dr-learner"].ShouldAllBe(score => score == null);
        cell.Mean("dr-learner", score => score.Area).ShouldBeNull();
        cell.Compare("dr-learner", "gold-only", score => score.Area).ShouldBeNull();
        cell.Scores["dr-learner-truncated"].ShouldBe(cell.Scores["gold-only"]);
    }

    [Fact]
    public void Run_UnknownRouter_NamesThoseThatExist() =>
        Should.Throw<ArgumentException>(() => RecoveryStudy.Run(Small with { Routers = ["magic"] }, null, FitContext.Default))
            .Message.ShouldContain("dr-learner");

    [Theory]
    [InlineData(LabelOverlap.Full)]
    [InlineData(LabelOverlap.Weak)]
    [InlineData(LabelOverlap.Disjoint)]
    public void Sample_HasTheSizesAsked_AndItsTruthIsThatOfTheSimulator(LabelOverlap overlap)
    {
        var sample = RecoverySample.Draw(new RecoveryScenario(BiasShape.Step, overlap, 50), Small, seed: 3, encoder: null, FitContext.Default);

        sample.Labels.RowsWhere(true).Length.ShouldBe(50);
        sample.Labels.RowsWhere(false).Length.ShouldBe(400);
        for (int i = 0; i < sample.Test.Rows; i++)
        {
            int task = Task(sample.Test, i);
            sample.Shift[i].ShouldBe(task % 2 == 0 ? 0.5 : -0.5, 1e-9);
            sample.Test[i, 6].ShouldBeInRange(0, 1);
        }

        if (overlap == LabelOverlap.Disjoint)
        {
            sample.Labels.RowsWhere(true).ShouldAllBe(i => Task(sample.Labels.Features, i) % 2 == 0);
            sample.Labels.RowsWhere(false).ShouldAllBe(i => Task(sample.Labels.Features, i) % 2 == 1);
        }
    }

    [Fact]
    public void Sample_OfPrompts_IsReducedToFiftyComponents()
    {
        RecoverySample sample = RecoverySample.Draw(
            new RecoveryScenario(BiasShape.None, LabelOverlap.Full, 50), Small, seed: 3, PromptEncoders.Registry.Get("lexical"), FitContext.Default);

        sample.Labels.Features.Columns.ShouldBe(50);
        sample.Test.Columns.ShouldBe(50);
        sample.Shift.ShouldAllBe(shift => Math.Abs(shift) < 1e-12);
    }

    [Fact]
    public void Score_OfTheTruth_HasNoErrorAndTheLargestArea()
    {
        RecoverySample sample = RecoverySample.Draw(
            new RecoveryScenario(BiasShape.None, LabelOverlap.Full, 50), Small, seed: 3, encoder: null, FitContext.Default);
        var truth = new Lookup(sample);

        RecoveryScore score = RecoveryScore.Of(sample, truth, null, factor: 1);

        score.GainError.ShouldBe(0, 1e-12);
        score.ShiftError.ShouldBeNull();
        score.Area.ShouldBeGreaterThan(0);
        RecoveryScore.Of(sample, truth, null, factor: -1).Area.ShouldBe(-score.Area, score.Area);
        RecoveryScore.Of(sample, truth, null, factor: 2).Area.ShouldBe(score.Area);
        RecoveryScore.Of(sample, truth, null, factor: 2).GainError.ShouldBe(Math.Sqrt(sample.Gain.Average(m => m * m)) / 2, 1e-12);
    }

    private static int Task(Matrix<float> state, int row) => state.Row(row)[..6].IndexOf(1f);

    /// <summary>Knows m(s) of the test queries.</summary>
    private sealed class Lookup(RecoverySample sample) : IRegressionModel
    {
        public int FeatureCount => sample.Test.Columns;

        public double Predict(ReadOnlySpan<float> row)
        {
            for (int i = 0; i < sample.Test.Rows; i++)
            {
                if (sample.Test.Row(i).SequenceEqual(row))
                {
                    return sample.Gain[i];
                }
            }

            throw new ArgumentException("No such query.");
        }

        public void Write(ModelWriter writer) => throw new NotSupportedException();
    }
}
