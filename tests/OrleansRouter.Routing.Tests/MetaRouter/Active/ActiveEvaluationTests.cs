using System.Text.Json;
using OrleansRouter.Learning;
using OrleansRouter.Routing.MetaRouter;
using OrleansRouter.Routing.MetaRouter.Active;
using OrleansRouter.Routing.MetaRouter.Evaluation;

namespace OrleansRouter.Routing.Tests.MetaRouter.Active;

public sealed class ActiveEvaluationTests
{
    private static readonly PairedLabels Sample = GainSamples.Paired(260, s => s[1], noise: 0.5);
    private static readonly ActiveEvaluationOptions Small = new()
    {
        StartSize = 10,
        Budget = 25,
        TestSize = 100,
        Rounds = 3,
        Router = "pooled",
        Active = new ActiveOptions { Batch = 10, Replicates = 3 },
        Method = new MetaRouterOptions { Learner = "ridge", Normalisation = GoldNormalisation.None },
    };

    [Fact]
    public void Run_BothStrategies_StartAlikeAndBuyTheWholeBudget()
    {
        ActiveReport report = ActiveEvaluation.Run(Sample, Small, FitContext.Default);

        report.GoldSizes.ShouldBe([10, 20, 30, 35]);
        report.Curves[LabelStrategy.Random].Rounds.Count.ShouldBe(3);
        report.Curves[LabelStrategy.Random].Rounds.Select(round => round[0]).ShouldBe(report.Curves[LabelStrategy.Active].Rounds.Select(round => round[0]));
        report.Curves[LabelStrategy.Random].Rounds[0][^1].ShouldNotBe(report.Curves[LabelStrategy.Active].Rounds[0][^1]);
    }

    [Fact]
    public void Run_AnyNumberOfThreads_GivesTheSameNumbers()
    {
        Run(4).ShouldBe(Run(1));

        string Run(int threads) => ActiveEvaluation.Run(Sample, Small, new FitContext(threads)).ToJson();
    }

    [Fact]
    public void Run_BudgetLargerThanThePool_SaysHowManyAreLeft() =>
        Should.Throw<ArgumentException>(() => ActiveEvaluation.Run(Sample, Small with { Budget = 200 }, new FitContext(1)))
            .Message.ShouldContain("some must stay");

    [Fact]
    public void Report_ActiveCrossesRandomsLastAreaHalfwayThroughABatch_InterpolatesLabels()
    {
        var report = new ActiveReport
        {
            Source = "sample",
            IsSimulated = true,
            Rows = 1,
            Options = Small,
            GoldSizes = [10, 20, 30],
            Curves = new Dictionary<LabelStrategy, ActiveCurve>
            {
                [LabelStrategy.Random] = new([[0, 0.1, 0.2], [0, 0.1, 0.4]]),
                [LabelStrategy.Active] = new([[0, 0.2, 0.4], [0, 0.2, 0.4]]),
            },
        };

        report.Curves[LabelStrategy.Random].Areas[^1].ShouldBe(0.3, 1e-12);
        report.Curves[LabelStrategy.Random].StandardErrors[^1].ShouldBe(0.1, 1e-12);
        report.ActiveLabelsToReachRandom!.Value.ShouldBe(25, 1e-9);
        JsonDocument.Parse(report.ToJson()).RootElement.GetProperty("activeLabelsToReachRandom").GetDouble().ShouldBe(25, 1e-9);
        (report with { Curves = report.Curves.Where(curve => curve.Key == LabelStrategy.Active).ToDictionary() }).ActiveLabelsToReachRandom.ShouldBeNull();
    }
}
