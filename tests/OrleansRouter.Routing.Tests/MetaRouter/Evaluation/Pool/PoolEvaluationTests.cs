using System.Text.Json;
using OrleansRouter.Learning;
using OrleansRouter.Routing.Data;
using OrleansRouter.Routing.Data.Simulation;
using OrleansRouter.Routing.Families.MetaRouter;
using OrleansRouter.Routing.MetaRouter.Evaluation.Pool;
using OrleansRouter.Routing.Policies;

namespace OrleansRouter.Routing.Tests.MetaRouter.Evaluation.Pool;

public sealed class PoolEvaluationTests
{
    private static readonly PoolEvaluationOptions Small = new()
    {
        GoldSize = 60,
        TestSize = 150,
        Rounds = 6,
        CostWeights = [0, 0.2],
        Routers = ["auto", "gold-only", "preference-only"],
        Method = new MetaRouterFamilyOptions { Learner = "ridge" },
    };

    private static readonly LabelTable Table = Simulator.Judge(
        Simulator.Scores(new ScoreSimulationOptions { Queries = 900, Models = 4, Seed = 5 }).Table, new JudgeSimulationOptions { BiasSize = 0.9, Seed = 5 });

    [Fact]
    public void Run_AnyNumberOfThreads_GivesTheSameNumbers()
    {
        PoolLabels labels = Labels();

        Run(4).ShouldBe(Run(1));

        string Run(int threads) => PoolEvaluation.Run(labels, Small with { Rounds = 3 }, new FitContext(threads)).ToJson();
    }

    [Fact]
    public void Run_StronglyBiasedJudge_MisleadsOnlyThoseThatTrustIt()
    {
        PoolReport report = PoolEvaluation.Run(Labels(), Small, FitContext.Default);

        PoolPoint Free(string router) => report.Routers[router][0];
        Free("oracle").Utility.ShouldBeGreaterThan(Free("gold-everywhere").Utility);
        Free("gold-everywhere").Utility.ShouldBeGreaterThan(Free("random").Utility);
        Free("auto").Utility.ShouldBeGreaterThan(Free("preference-only").Utility);
        Free("best-fixed").Advantage.ShouldBe(0);
    }

    [Fact]
    public void Run_LargerCostWeight_ChoosesCheaperModels()
    {
        PoolReport report = PoolEvaluation.Run(Labels(), Small with { Rounds = 2, CostWeights = [0, 0.2, 100] }, FitContext.Default);

        report.Routers["auto"].Select(point => point.CostUsd).ShouldBeInOrder(SortDirection.Descending);
        report.Routers["auto"][2].CostUsd.ShouldBe(report.Routers["cheapest"][2].CostUsd, 1e-12);
        foreach (PoolPoint point in report.Routers["random"])
        {
            point.Utility.ShouldBeLessThanOrEqualTo(point.Score);
        }
    }

    [Fact]
    public void ToJson_HasTheDocumentedShape()
    {
        JsonElement json = JsonDocument.Parse(PoolEvaluation.Run(Labels(), Small with { Rounds = 2 }, FitContext.Default).ToJson()).RootElement;

        json.GetProperty("method").GetString().ShouldBe("meta-router-pool");
        json.GetProperty("isSimulated").GetBoolean().ShouldBeTrue();
        json.GetProperty("models").GetArrayLength().ShouldBe(4);
        json.GetProperty("routers").EnumerateObject().Select(router => router.Name).ShouldBe(
            ["auto", "gold-only", "preference-only", "gold-everywhere", "best-fixed", "cheapest", "random", "oracle"]);
        json.GetProperty("routers").GetProperty("auto")[1].GetProperty("costWeight").GetDouble().ShouldBe(0.2);
    }

    [Fact]
    public void Run_WhatCannotBeRun_IsRefusedWithTheReason()
    {
        Message(() => Labels([Table.Models[0]])).ShouldContain("1 model to choose from; a pool needs at least two of: ");
        Message(() => PoolEvaluation.Run(Labels(), Small with { TestSize = 800, GoldSize = 200 }, FitContext.Default)).ShouldContain("900 rows leave 100 gold labels in a round; 200 are needed.");
        Message(() => PoolEvaluation.Run(Labels(), Small with { CostWeights = [1, 0] }, FitContext.Default)).ShouldBe("Evaluation: costWeights must be at least one number, ascending.");
        Message(() => PoolEvaluation.Run(Labels(), Small with { Routers = ["guess"] }, FitContext.Default)).ShouldStartWith("No gain estimator 'guess'; there are: ");

        static string Message(Action action) => Should.Throw<ArgumentException>(action).Message;
    }

    private static PoolLabels Labels(string[]? models = null) => PoolLabels.Of(
        Table, LabelTable.Gold, SimulatedLabels.Judge, models, PolicyComponents.Default.Encoders.Get("lexical"), 1, FitContext.Default);
}
