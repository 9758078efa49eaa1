using System.Text.Json;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Routing.Data;
using OrleansRouter.TestKit;

namespace OrleansRouter.Routing.Tests.Data;

public sealed class DatasetDescriptionTests
{
    [Fact]
    public void Of_SmallTable_ComputesEveryFigureByHand()
    {
        DatasetDescription found = DatasetDescription.Of(Table(
            scores: [1, 1, 0, 0, 1, 0, 0, 0, 0, 1, 1, double.NaN],
            costs: [3, 2, 1, 4, 2, 1, 3, 2, 1, 9, 9, 9]));

        found.Rows.ShouldBe(4);
        found.CompleteRows.ShouldBe(3);
        found.IncompleteRows.ShouldBe(1);
        found.Tasks.ShouldBe([new TaskCount("odd", 2), new TaskCount("zero", 2)]);
        found.Models.ShouldBe([
            new ModelDescription("a", 4, 1 / 3.0, 10 / 3.0, 0.5),
            new ModelDescription("b", 4, 2 / 3.0, 2, 0.75),
            new ModelDescription("c", 3, 0, 1, 0)]);
        found.BestFixed.ShouldBe(new Outcome("b", 2 / 3.0, 2));
        found.Cheapest.ShouldBe(new Outcome("c", 0, 1));
        found.MeanOverModels.Score!.Value.ShouldBe(1 / 3.0, 1e-15);
        found.MeanOverModels.CostUsd!.Value.ShouldBe(19 / 9.0, 1e-15);
        found.Oracle.ShouldBe(new Outcome("oracle", 2 / 3.0, 5 / 3.0));
    }

    [Fact]
    public void Of_UnknownCosts_AreNeverZero()
    {
        DatasetDescription found = DatasetDescription.Of(Table(
            scores: [1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 1, 0],
            costs: [double.NaN, 2, 1, double.NaN, 2, 1, double.NaN, 2, 1, double.NaN, 2, 1]));

        found.Models[0].CostUsd.ShouldBeNull();
        found.Cheapest.ShouldBeNull();
        found.MeanOverModels.CostUsd.ShouldBeNull();
        found.BestFixed!.Name.ShouldBe("b");
        found.Oracle.ShouldBe(new Outcome("oracle", 1, 2));
    }

    [Fact]
    public void Of_NoCompleteRow_LeavesTheComparisonsEmpty()
    {
        DatasetDescription found = DatasetDescription.Of(Table(
            scores: [1, double.NaN, 0, 1, double.NaN, 0, 1, double.NaN, 0, 1, double.NaN, 0], costs: new double[12]));

        found.CompleteRows.ShouldBe(0);
        found.BestFixed.ShouldBeNull();
        found.Oracle.Score.ShouldBeNull();
        found.Models[0].OwnScore.ShouldBe(1);
        found.Models[1].OwnScore.ShouldBeNull();
    }

    [Fact]
    public void Of_AnyTable_SerialisesToPlainJson()
    {
        string json = JsonSerializer.Serialize(DatasetDescription.Of(Table(new double[12], new double[12])), JsonSerializerOptions.Web);

        json.ShouldContain("\"bestFixed\":{\"name\":\"a\",\"score\":0,\"costUsd\":0}");
        json.ShouldContain("\"incompleteRows\":0");
    }

    [SkippableTheory]
    [InlineData("routerbench-subset", 2205, 11, "gpt-4-1106-preview", 0.8794, 0.00504, "mistralai/mistral-7b-chat", 0.581, 8.11e-05, 0.6717, 0.9732, 0.000225)]
    [InlineData("cascade-costs", 3869, 9, "llama3.1-405b", 0.8436, 0.000772, "llama3.2-3b", 0.58, 2.53e-05, 0.703, 0.9612, 5.38e-05)]
    [InlineData("paretobandit-4llm", 2531, 4, "google/gemini-2.5-pro", 0.9351, 0.0149, "meta-llama/llama-3.1-8b-instruct", 0.7895, 2.87e-05, 0.8937, 0.9724, 0.0034)]
    public void Of_SharedDataWithCosts_EqualsThePrintedReference(
        string set, int rows, int models, string best, double bestScore, double bestCost, string cheapest, double cheapScore, double cheapCost,
        double mean, double oracle, double oracleCost)
    {
        DatasetDescription found = DatasetDescription.Of(Read(set));

        found.CompleteRows.ShouldBe(rows);
        found.Models.Count.ShouldBe(models);
        found.BestFixed!.Name.ShouldBe(best);
        Digits(found.BestFixed.Score).ShouldBe(bestScore);
        Significant(found.BestFixed.CostUsd).ShouldBe(bestCost);
        found.Cheapest!.Name.ShouldBe(cheapest);
        Digits(found.Cheapest.Score).ShouldBe(cheapScore);
        Significant(found.Cheapest.CostUsd).ShouldBe(cheapCost);
        Digits(found.MeanOverModels.Score).ShouldBe(mean);
        Digits(found.Oracle.Score).ShouldBe(oracle);
        Significant(found.Oracle.CostUsd).ShouldBe(oracleCost);
    }

    [SkippableTheory]
    [InlineData("routerdc-7llm", 14350, 7, "cognitivecomputations/dolphin-2.9-llama3-8b", 0.4922, 0.443, 0.7075)]
    [InlineData("fusionbench-9llm", 4188, 9, "llama-3.1-nemotron-51b-instruct", 0.6212, 0.4283, 0.8007)]
    [InlineData("mmlu-pro-models", 8379, 28, "gemini-1.5-pro-002", 0.7029, 0.3937, 0.9441)]
    [InlineData("routellm-gpt4-mixtral", 10795, 2, "gpt-4-1106-preview", 0.8082, 0.7459, 0.8663)]
    public void Of_SharedDataWithoutCosts_EqualsThePrintedReference(
        string set, int rows, int models, string best, double bestScore, double mean, double oracle) =>
        ShouldEqual(DatasetDescription.Of(Read(set)), rows, models, best, bestScore, mean, oracle);

    [SkippableFact]
    public void Of_ZeroEvalOnTheModelsThatAnsweredAllThreeTasks_EqualsThePrintedReference()
    {
        ScoreTable all = Read("zeroeval");
        ScoreTable tasks = all.SelectRows([.. Rows(all, query => query.Task is "gsm" or "math-l5" or "crux")]);
        int[] everywhere = [.. Enumerable.Range(0, tasks.Models.Count)
            .Where(k => Enumerable.Range(0, tasks.Queries.Count).All(i => double.IsFinite(tasks.Scores[i, k])))];

        DatasetDescription found = DatasetDescription.Of(tasks.SelectModels(everywhere));

        ShouldEqual(found, 1980, 28, "o1-mini-2024-09-12", 0.9343, 0.6749, 0.9854);
    }

    private static void ShouldEqual(DatasetDescription found, int rows, int models, string best, double bestScore, double mean, double oracle)
    {
        found.CompleteRows.ShouldBe(rows);
        found.Models.Count.ShouldBe(models);
        found.BestFixed!.Name.ShouldBe(best);
        found.BestFixed.CostUsd.ShouldBeNull();
        found.Cheapest.ShouldBeNull();
        Digits(found.BestFixed.Score).ShouldBe(bestScore);
        Digits(found.MeanOverModels.Score).ShouldBe(mean);
        Digits(found.Oracle.Score).ShouldBe(oracle);
    }

    private static ScoreTable Read(string set) => ScoreTableReader.Read([SharedData.Require($"{set}/data.jsonl.gz")]);

    private static IEnumerable<int> Rows(ScoreTable table, Func<Query, bool> wanted) =>
        Enumerable.Range(0, table.Queries.Count).Where(i => wanted(table.Queries[i]));

    /// <summary>As the reference prints scores: four decimals.</summary>
    private static double Digits(double? value) => Math.Round(value!.Value, 4);

    /// <summary>As the reference prints costs: three significant digits.</summary>
    private static double Significant(double? value) => double.Parse(value!.Value.ToString("E2"));

    private static ScoreTable Table(double[] scores, double[] costs) => new()
    {
        Source = "test",
        Models = ["a", "b", "c"],
        Queries = [.. Enumerable.Range(0, 4).Select(i => new Query($"q{i}", i % 2 == 0 ? "zero" : "odd", "p"))],
        Scores = new Matrix<double>(4, 3, scores),
        CostsUsd = new Matrix<double>(4, 3, costs),
    };
}
