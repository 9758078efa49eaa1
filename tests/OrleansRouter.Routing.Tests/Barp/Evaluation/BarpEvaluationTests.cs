using OrleansRouter.Learning;
using OrleansRouter.Routing.Barp.Evaluation;
using OrleansRouter.Routing.Barp.Training;
using OrleansRouter.Routing.Data;
using OrleansRouter.Routing.Evaluation.Metrics;
using OrleansRouter.TestKit.Routing;

namespace OrleansRouter.Routing.Tests.Barp.Evaluation;

public class BarpEvaluationTests
{
    private static readonly ScoreTable Table = RoutingSamples.Table(rows: 120);

    private static readonly BarpEvaluationOptions Quick = new()
    {
        Seeds = 2,
        Policy = new BarpOptions { Epochs = 8 },
        BanditEpochs = 1,
        FullInformation = ["ridge"],
        CostWeights = [0, 0.5, 1],
    };

    [Fact]
    public void Run_HoldsOutTasks_AndNamesEveryCompetitor()
    {
        BarpReport report = Run(Quick with { In = ["task0"] });

        report.Tasks.In.ShouldBe(["task0"]);
        report.Tasks.Out.ShouldBe(["task1"]);
        report.Policies.Keys.ShouldBe(["reinforce", "lin-ucb", "lin-ts", "epsilon-greedy", "ridge", "smallest", "largest", "best-fixed", "oracle"]);
        report.Policies["reinforce"].Score.Keys.ShouldBe(["task0", "task1", "in", "out"]);
        report.Policies.Values.ShouldAllBe(p => p.Curve.Count == 3 && p.OutCurve.Count == 3);
    }

    [Fact]
    public void Run_EarnsAtMostWhatTheOracleDoes_AndAtLeastWhatTheCheapestModelDoes()
    {
        BarpReport report = Run(Quick);

        for (int w = 0; w < 3; w++)
        {
            double oracle = report.Policies["oracle"].Curve[w].Reward;
            report.Policies.Values.ShouldAllBe(p => p.Curve[w].Reward <= oracle + 1e-12);
        }

        report.Policies["reinforce"].Curve[0].Reward.ShouldBeGreaterThan(report.Policies["smallest"].Curve[0].Reward);
        report.Policies["reinforce"].Curve[2].CostUsd.ShouldBe(report.Policies["smallest"].Curve[2].CostUsd, 0.2 * report.Policies["smallest"].Curve[2].CostUsd);
    }

    [Fact]
    public void Run_Reward_IsThatOfScoreAndCost_AndTheLeadIsTheDifference()
    {
        BarpReport report = Run(Quick);
        BarpCurvePoint ours = report.Policies["reinforce"].Curve[1], largest = report.Policies["largest"].Curve[1];

        ours.Lead.ShouldBe(0);
        largest.Lead.ShouldBe(ours.Reward - largest.Reward, 1e-12);
        largest.Lead95!.Value.Low.ShouldBeLessThanOrEqualTo(largest.Lead);
        report.Policies["reinforce"].Reward.ShouldBe(ours.Reward);
        report.Policies["reinforce"].Curve[0].Reward.ShouldBe(report.Policies["reinforce"].Curve[0].Score);
    }

    [Fact]
    public void Run_AnyNumberOfThreads_GivesTheSameNumbers()
    {
        BarpReport one = Run(Quick, threads: 1), three = Run(Quick, threads: 3);

        three.Policies.SelectMany(p => p.Value.Curve).ShouldBe(one.Policies.SelectMany(p => p.Value.Curve));
    }

    [Fact]
    public void Splits_TestEveryQueryOnce_AndNeverTrainOnOutTasks()
    {
        BarpEvaluationOptions options = Quick with { Seeds = 5, Out = ["task1"] };
        var tasks = TaskSplit.Tasks(Table, options);
        TaskSplit[] splits = [.. Enumerable.Range(0, 5).Select(s => TaskSplit.Of(Table, tasks, options, s))];

        splits.SelectMany(s => s.In).Order().ShouldBe(Enumerable.Range(0, 120).Where(i => i % 2 == 0));
        splits.ShouldAllBe(s => s.Train.All(i => i % 2 == 0) && !s.Train.Intersect(s.In).Any() && s.Train.Length == 48 && s.Out.Length == 60);
    }

    [Fact]
    public void Tasks_ThatDoNotExist_AreRefused() => Should.Throw<ArgumentException>(() => Run(Quick with { Out = ["mbpp"] }))
        .Message.ShouldBe("test table, seed 1: task 'mbpp' does not exist or is named twice; there are: task0, task1.");

    [Fact]
    public void StudentInterval_OfFiveValues_IsTheTabulatedOne()
    {
        // t₀.₉₇₅,₄ = 2.776445; s = √2.5, n = 5.
        var interval = StudentInterval.Of([1, 2, 3, 4, 5])!.Value;
        (interval.High - 3).ShouldBe(2.776445 * Math.Sqrt(2.5 / 5), 1e-5);
        (3 - interval.Low).ShouldBe(interval.High - 3, 1e-12);
        StudentInterval.Of([1]).ShouldBeNull();
    }

    private static BarpReport Run(BarpEvaluationOptions options, int threads = 2) =>
        BarpEvaluation.Run(Table, new LetterEncoder(), options, new FitContext(threads));
}
