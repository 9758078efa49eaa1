using System.Text.Json;
using OrleansRouter.Learning;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Routing.Data;
using OrleansRouter.Routing.Evaluation;
using OrleansRouter.Routing.Families;
using OrleansRouter.Routing.Policies;
using OrleansRouter.TestKit.Routing;

namespace OrleansRouter.Routing.Tests.Evaluation;

public class FamilyEvaluationTests
{
    private static readonly EvaluationOptions Small = new() { Seeds = 3, Resamples = 50, CostWeights = [0, 0.1, 1] };

    [Fact]
    public void Run_Baselines_EqualDirectComputationOnTheSameSplits()
    {
        ScoreTable table = RoutingSamples.Table(rows: 50);
        double cap = CostCap.Of(table.CostsUsd);
        var expected = new Dictionary<string, double> { ["best-fixed"] = 0, ["cheapest"] = 0, ["random"] = 0, ["oracle"] = 0 };
        int[] order = new Rng(1).Permutation(50);
        foreach (int start in new[] { 0, 16, 33 })
        {
            int[] test = [.. Enumerable.Range(start, 15).Select(i => order[i % 50])];
            int[] train = [.. order.Except(test)];
            int best = Enumerable.Range(0, 3).MaxBy(k => train.Average(i => Utility(i, k)));
            int cheapest = Enumerable.Range(0, 3).MinBy(k => train.Average(i => table.CostsUsd[i, k]));
            expected["best-fixed"] += test.Average(i => Utility(i, best)) / 3;
            expected["cheapest"] += test.Average(i => Utility(i, cheapest)) / 3;
            expected["random"] += test.Average(i => Enumerable.Range(0, 3).Average(k => Utility(i, k))) / 3;
            expected["oracle"] += test.Average(i => Enumerable.Range(0, 3).Max(k => Utility(i, k))) / 3;
        }

        EvaluationReport report = Run(table);

        report.CostCapUsd.ShouldBe(cap);
        foreach ((string policy, double utility) in expected)
        {
            PolicyPoint point = report.Policies[policy][1];
            point.Utility.ShouldBe(utility, 1e-12);
            point.Utility.ShouldBe(point.Score - (0.1 * point.NormalisedCost), 1e-12);
            point.Regret.ShouldBe(expected["oracle"] - utility, 1e-12);
            point.Utility95!.Value.Low.ShouldBeLessThan(point.Utility);
            point.Utility95!.Value.High.ShouldBeGreaterThan(point.Utility);
        }

        double Utility(int i, int k) => table.Scores[i, k] - (0.1 * Math.Min(table.CostsUsd[i, k] / cap, 1));
    }

    [Fact]
    public void Run_SeparableTasks_RidgeBeatsTheBestFixedModel()
    {
        EvaluationReport report = Run(RoutingSamples.Table(rows: 300));

        report.Policies["ridge"][0].Utility.ShouldBeGreaterThan(report.Policies["best-fixed"][0].Utility + 0.1);
        report.Curves["ridge"].AverageImprovementInQuality.Value
            .ShouldBeGreaterThan(report.Curves["best-fixed"].AverageImprovementInQuality.Value);
        report.Curves["ridge"].CostSaved.Select(s => s.ScoreShare).ShouldBe([0.95, 0.98, 1]);
        report.Curves["ridge"].CostSaved[0].Saved!.Value.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Run_AnyNumberOfThreads_GivesTheSameReport() =>
        Run(RoutingSamples.Table(), context: new FitContext(Threads: 1)).ToJson()
            .ShouldBe(Run(RoutingSamples.Table(), context: new FitContext(Threads: 4)).ToJson());

    [Fact]
    public void ToJson_HasTheFieldsThatChecksReadAndSaysWhenItIsSimulated()
    {
        using JsonDocument json = JsonDocument.Parse(Run(RoutingSamples.Table()).ToJson());
        JsonElement root = json.RootElement;

        root.GetProperty("method").GetString().ShouldBe("ridge");
        root.GetProperty("seeds").GetInt32().ShouldBe(3);
        root.GetProperty("isSimulated").GetBoolean().ShouldBeTrue();
        foreach (string policy in new[] { "ridge", "best-fixed", "cheapest", "random", "oracle" })
        {
            JsonElement[] points = [.. root.GetProperty("policies").GetProperty(policy).EnumerateArray()];
            points.Select(p => p.GetProperty("costWeight").GetDouble()).ShouldBe([0, 0.1, 1]);
            points.ShouldAllBe(p => p.GetProperty("score").GetDouble() > 0 && p.GetProperty("costUsd").GetDouble() > 0
                && p.GetProperty("utility").GetDouble() <= 1);
        }
    }

    [Fact]
    public void Run_MissingCells_ChoosesOnlyAmongModelsWithBothScoreAndCost()
    {
        ScoreTable table = RoutingSamples.Table(rows: 60);
        for (int i = 0; i < 60; i++)
        {
            table.Scores[i, 0] = i % 2 == 0 ? double.NaN : table.Scores[i, 0];
            table.CostsUsd[i, 1] = i % 3 == 0 ? double.NaN : table.CostsUsd[i, 1];
            table.Scores[i, 2] = i % 6 == 0 ? double.NaN : table.Scores[i, 2];
        }

        EvaluationReport report = Run(table);

        report.QueriesWithoutOutcome.ShouldBe(10);
        report.Policies.Values.SelectMany(p => p).ShouldAllBe(p => double.IsFinite(p.Utility));
    }

    [Fact]
    public void Run_OneModel_AllPoliciesAreEqual()
    {
        EvaluationReport report = Run(RoutingSamples.Table(rows: 20, models: 1));

        report.Policies.Values.ShouldAllBe(points => points[1].Utility == report.Policies["oracle"][1].Utility);
        report.Curves["ridge"].AverageImprovementInQuality.Value.ShouldBe(report.Policies["ridge"][0].Score, 1e-12);
    }

    [Fact]
    public void Run_ABaselineItself_IsNotRunTwice() =>
        Run(RoutingSamples.Table(), "best-fixed").Policies.Keys.ShouldBe(["best-fixed", "cheapest", "random", "oracle"], ignoreOrder: true);

    [Fact]
    public void Run_WrongInput_SaysWhatIsWrong()
    {
        Message(RoutingSamples.Table(rows: 1), Small).ShouldBe("test table, seed 1: 1 queries are too few to hold out a test set.");
        Message(RoutingSamples.Table(), Small with { CostWeights = [0.1, 0.1] }).ShouldBe("Evaluation: costWeights must be at least one number, ascending.");
        Message(RoutingSamples.Table(), Small with { CostWeights = [] }).ShouldStartWith("Evaluation: costWeights");
        Message(RoutingSamples.Table(), Small with { CostWeights = [double.NaN] }).ShouldStartWith("Evaluation: cost_weight is NaN");
        Message(RoutingSamples.Table(), Small with { TrainShare = double.NaN }).ShouldContain("TrainShare");

        static string Message(ScoreTable table, EvaluationOptions options) => Should.Throw<ArgumentException>(() => Run(table, options: options)).Message;
    }

    [Fact]
    public void Run_Cancelled_Stops() => Should.Throw<OperationCanceledException>(() =>
        Run(RoutingSamples.Table(), context: new FitContext(CancellationToken: new CancellationToken(canceled: true))));

    [Fact]
    public void Run_Progress_RisesFromNothingToOne()
    {
        var reported = new List<double>();

        Run(RoutingSamples.Table(), context: new FitContext(Threads: 1, Progress: new Recorder(reported)));

        reported.ShouldBeInOrder();
        reported[^1].ShouldBe(1);
        reported.Count.ShouldBeGreaterThan(3);
    }

    private static EvaluationReport Run(
        ScoreTable table, string family = "ridge", EvaluationOptions? options = null, FitContext? context = null) => FamilyEvaluation.Run(
        table, [new EvaluatedFamily(RouterFamilies.Registry.Get(family))], new LetterEncoder(), options ?? Small, context ?? FitContext.Default);

    private sealed class Recorder(List<double> reported) : IProgress<double>
    {
        public void Report(double value) => reported.Add(value);
    }
}
