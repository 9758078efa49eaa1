using OrleansRouter.Learning;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Routing.Data;
using OrleansRouter.Routing.Families;
using OrleansRouter.Routing.Policies;
using OrleansRouter.TestKit.Routing;

namespace OrleansRouter.Routing.Tests.Policies;

public class PolicyTrainerTests
{
    private static readonly IRouterFamily BestFixed = RouterFamilies.Registry.Get("best-fixed");

    [Fact]
    public void Train_SmallTable_SummarisesWhatItSaw()
    {
        var table = new ScoreTable
        {
            Source = "two.jsonl",
            Models = ["dear", "cheap"],
            Queries = [new Query("1", "b", "abc"), new Query("2", "a", "def"), new Query("3", "b", "gh")],
            Scores = new Matrix<double>(3, 2, [1, 0, 1, double.NaN, 0, 1]),
            CostsUsd = new Matrix<double>(3, 2, [0.2, 0.1, double.NaN, 0.3, 0.6, 0.2]),
        };

        TrainingSummary summary = Train(table, costCapUsd: 0.5).Summary;

        summary.Rows.ShouldBe(3);
        summary.Tasks.ShouldBe([new TaskCount("a", 1), new TaskCount("b", 2)]);
        summary.Models[0].ShouldBe(new ModelSummary("dear", 2.0 / 3, 0.4, 3));
        summary.Models[1].MeanScore.ShouldBe(0.5);
        summary.Models[1].MeanCostUsd.ShouldBe(0.2, 1e-15);
        summary.Models[1].Labels.ShouldBe(2);
        summary.BestFixedModelId.ShouldBe("dear");
        summary.CheapestModelId.ShouldBe("cheap");
        summary.CostCapUsd.ShouldBe(0.5);
        summary.IsSimulated.ShouldBeFalse();
        summary.Seed.ShouldBe(7UL);
    }

    [Fact]
    public void Train_WithoutCap_TakesThe95thPercentileOfKnownCosts()
    {
        ScoreTable table = RoutingSamples.Table(rows: 50);

        Train(table).Summary.CostCapUsd.ShouldBe(CostCap.Of(table.CostsUsd));
    }

    [Fact]
    public void Train_NoRows_NamesTheSource() =>
        Should.Throw<ArgumentException>(() => Train(RoutingSamples.Table(rows: 0))).Message
            .ShouldBe("test table, seed 1: there are no rows to train on.");

    [Fact]
    public void Train_NoCosts_SaysWhatIsNeeded()
    {
        ScoreTable table = RoutingSamples.Table();
        table.CostsUsd.Values.AsSpan().Fill(double.NaN);

        Should.Throw<ArgumentException>(() => Train(table)).Message.ShouldStartWith("The data have no costs.");
        Should.Throw<ArgumentException>(() => Train(table, costCapUsd: 1)).Message.ShouldStartWith("Model 'model-0' has no known cost");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Train_CapThatIsNotPositive_IsRefused(double cap) =>
        Should.Throw<ArgumentException>(() => Train(RoutingSamples.Table(), cap)).Message.ShouldStartWith("The cost cap is");

    [Fact]
    public void CostCap_LinearBetweenOrderStatistics_IgnoresUnknown() =>
        CostCap.Of(new Matrix<double>(1, 5, [4, 1, double.NaN, 2, 3])).ShouldBe(3.85, 1e-12);

    [Fact]
    public void CostCap_AllFree_IsRefused() =>
        Should.Throw<ArgumentException>(() => CostCap.Of(new Matrix<double>(2, 2))).Message.ShouldContain("is 0 USD");

    [Fact]
    public void Policy_RouterOfOtherDimensions_IsRefused()
    {
        Policy policy = RoutingSamples.Policy();
        IRouter other = BestFixed.Train(
            RoutingSamples.TrainingSet() with { Features = new Matrix<float>(40, 3) }, new NoOptions(), 1, FitContext.Default);

        Should.Throw<ArgumentException>(() => new Policy("best-fixed", policy.Options, policy.Encoder, other, policy.Summary))
            .Message.ShouldStartWith("The router takes 3 features; encoder 'test-letters' makes 8.");
    }

    private static Policy Train(ScoreTable table, double? costCapUsd = null) =>
        PolicyTrainer.Train(table, BestFixed, null, new LetterEncoder(), 7, FitContext.Default, costCapUsd);
}
