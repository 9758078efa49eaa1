using System.Text.Json;
using OrleansRouter.Learning;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Routing.Dars;
using OrleansRouter.Routing.Dars.Evaluation;
using OrleansRouter.Routing.Data;
using OrleansRouter.Routing.Data.Simulation;
using OrleansRouter.Routing.Encoding;
using OrleansRouter.Routing.Evaluation;
using OrleansRouter.Routing.Families;
using OrleansRouter.Routing.Families.Knn;
using OrleansRouter.Routing.Families.Mlp;
using OrleansRouter.Routing.Tests.Data;

namespace OrleansRouter.Routing.Tests.Dars;

public sealed class DarsEvaluationTests
{
    private static readonly EvaluatedFamily Knn = DarsEvaluation.WithPaperSettings(RouterFamilies.Registry.Get("knn"));

    [Fact]
    public void TestView_TwoModelsByHand()
    {
        // As it stands (a): m 0.5 at cost 0, n 1 at cost 1. Reworded (b): m 1 at cost 0, n 0.25 at cost 1.
        DarsData data = DarsTables.TwoModels();
        TestView decodes = TestView.OfDecodes(data, [0])!, rewrites = TestView.OfRewrites(data, [0])!;

        decodes.Earn(new Matrix<double>(1, 2, [0.25, 0.75])).ShouldBe(new Earnings(0.875, 0.75));
        decodes.Fixed(1).Utility(0.05).ShouldBe(0.95, 1e-15);
        rewrites.Fixed(1).Utility(0.05).ShouldBe(0.2, 1e-15);
        decodes.Oracle(0.05).ShouldBe(new Earnings(1, 1));
        decodes.Oracle(0.6).ShouldBe(new Earnings(0.5, 0));
        new TestViews(data, [0]).Fixed(0).Utility(0.05).ShouldBe(new ViewUtility(0.75, 1, 0.5));
    }

    [Fact]
    public void TestView_WithoutOtherWordings_DoesNotExist()
    {
        DarsData data = DarsData.Prepare(DarsTables.Table(
            [.. DarsTables.Decodes("x", "m", "a", 1, 1, 0), .. DarsTables.Decodes("x", "n", "a", 2, 1, 1)]), new DarsDataOptions());

        TestView.OfRewrites(data, [0]).ShouldBeNull();
        new TestViews(data, [0]).Fixed(0).Utility(0).ShouldBe(new ViewUtility(0.5, null, 0.5));
    }

    [Fact]
    public void Split_NamedByTheData_IsTheOnlyOne()
    {
        ObservationTable table = Simulated(20).Table;
        DarsData data = DarsData.Prepare(table with { Splits = [.. Enumerable.Range(0, 20).Select(i => i < 12 ? "train" : "test")] }, new DarsDataOptions());

        DarsSplit split = DarsSplit.Of(data, new DarsEvaluationOptions { Splits = 5 }).ShouldHaveSingleItem();

        split.Train.ShouldBe(Enumerable.Range(0, 12));
        split.Test.ShouldBe(Enumerable.Range(12, 8));
    }

    [Fact]
    public void Split_AtRandom_DividesTheQueriesAndMovesTheTrainingSet()
    {
        DarsData data = Simulated(100);

        IReadOnlyList<DarsSplit> splits = DarsSplit.Of(data, new DarsEvaluationOptions { Splits = 4, TrainQueries = 25 });

        splits.ShouldAllBe(split => split.Train.Concat(split.Test).Order().SequenceEqual(Enumerable.Range(0, 100)));
        splits.SelectMany(split => split.Train).Order().ShouldBe(Enumerable.Range(0, 100));
        DarsSplit.Of(data, new DarsEvaluationOptions { TrainQueries = 25, TestQueries = 10 })[0].Test.Length.ShouldBe(10);
        DarsSplit.Of(Simulated(600), new DarsEvaluationOptions())[0].Train.Length.ShouldBe(200);
        DarsSplit.Of(data, new DarsEvaluationOptions())[0].Train.Length.ShouldBe(50);
        Should.Throw<ArgumentException>(() => DarsSplit.Of(data, new DarsEvaluationOptions { TrainQueries = 100 })).Message.ShouldContain("100 training queries");
    }

    [Fact]
    public void Run_AnyNumberOfThreads_SameReport()
    {
        DarsData data = Simulated(60);
        var options = new DarsEvaluationOptions { SingleShotRuns = 3, Draws = 2, Splits = 2, Rewrites = 3, Decodes = 2 };

        string one = JsonSerializer.Serialize(Run(data, options, threads: 1)), many = JsonSerializer.Serialize(Run(data, options, threads: 4));

        many.ShouldBe(one);
    }

    [Fact]
    public void Run_NoisyObservations_DistributionAwareLabelsEarnMore()
    {
        DarsData data = RightOrWrong(240);

        DarsReport report = Run(data, new DarsEvaluationOptions { SingleShotRuns = 12, Draws = 2, RiskAversion = 0 });

        // The gain is far larger than the standard error of the mean of 12 runs.
        RouterComparison knn = report.Routers["knn"];
        knn.Gain.ShouldBeGreaterThan(3 * knn.SingleShot.Sd / Math.Sqrt(12));
        knn.Gain.ShouldBe(knn.Dars.Mean - knn.SingleShot.Mean, 1e-12);
        report.Oracle.ShouldBeGreaterThan(report.BestFixed);
        report.ObservationsPerPair.ShouldBe(25);
        report.Ablation.Keys.ShouldBe(["singleShot", "full", "inputOnly", "outputOnly", "noRisk", "rewriteRisk", "decodeRisk"]);
        report.Ablation["full"].Mean.ShouldBe(knn.Dars.Mean, 1e-12);
        report.SampleEfficiency.Select(p => (p.Rewrites, p.Decodes)).ShouldContain((5, 5));
        report.SampleEfficiency[^1].Mean.ShouldBe(knn.Dars.Mean, 1e-12); // 5 × 5 is all there is
        report.RiskSensitivity.Single(r => r.Beta == report.Beta).Mean.ShouldBe(knn.Dars.Mean, 1e-12);
        report.Frontier["knn"].Dars.Select(p => p.Cost).ShouldBe(report.Frontier["knn"].Dars.Select(p => p.Cost).OrderDescending());
    }

    [Fact]
    public void Run_AuthorsRelease_TrainsOnRewritesAndTestsInBothViews()
    {
        using var folder = new TemporaryFolder();
        ObservationTable table = Simulated(30).Table;
        folder.Write("train_scored_generations.jsonl", string.Join('\n', Enumerable.Range(0, table.Count)
            .Where(j => table.Query[j] < 20).Select(j => Row(table, j, "train", table.Rewrite[j], "prompt_variation"))));
        folder.Write("test_scored_generations.jsonl", string.Join('\n', Enumerable.Range(0, table.Count)
            .Where(j => table.Query[j] >= 20 && table.Decode[j] == 0 && table.Rewrite[j] < 3)
            .SelectMany(j => new[] { Row(table, j, "test", table.Rewrite[j], "prompt_variation"), Row(table, j, "test", -1, "decoding_variation", table.Rewrite[j]) })));

        DarsData data = DarsData.Prepare(ObservationTableReader.Read([Path.GetDirectoryName(folder["x"])!]), new DarsDataOptions { NormaliseByTask = true });
        DarsReport report = Run(data, new DarsEvaluationOptions { SingleShotRuns = 2, Draws = 2 });

        (report.Costs, report.TrainQueries, report.TestQueries, report.Splits).ShouldBe(("recorded", 20, 10, 1));
        report.ObservationsPerPair.ShouldBe(((20 * 25) + (10 * 6)) / 30.0, 1e-12);
        report.Routers["knn"].Dars.Rewrite.ShouldNotBeNull();
        report.Routers["knn"].Dars.Decode.ShouldNotBeNull();
    }

    private static string Row(ObservationTable table, int j, string split, int variant, string type, int? decode = null) => JsonSerializer.Serialize(new
    {
        dataset = "gpqa",
        split,
        query_id = table.Queries[table.Query[j]].Id,
        model = table.Models[table.Model[j]],
        score = table.Score[j],
        cost = table.CostUsd[j],
        prompt_variant_id = variant,
        decode_id = decode ?? table.Decode[j],
        observation_type = type,
        original_question = table.Queries[table.Query[j]].Prompt,
    });

    [Fact]
    public void Run_CostWeightWithoutCosts_IsRefused()
    {
        ObservationTable table = Simulated(10).Table;
        DarsData data = DarsData.Prepare(table with { CostUsd = [.. table.CostUsd.Select(_ => double.NaN)] }, new DarsDataOptions());

        Should.Throw<ArgumentException>(() => Run(data, new DarsEvaluationOptions())).Message.ShouldContain("the cost weight must be 0; got 0.05");
    }

    private static DarsData Simulated(int queries) => DarsData.Prepare(
        Simulator.Observations(new ObservationSimulationOptions { Queries = queries, Models = 4, Seed = 5 }).Table, new DarsDataOptions());

    /// <summary>Answers that are right with the simulated quality as their probability: as noisy as scores can be.</summary>
    private static DarsData RightOrWrong(int queries)
    {
        ObservationTable table = Simulated(queries).Table;
        var rng = new Rng(11);
        return DarsData.Prepare(table with { Score = [.. table.Score.Select(q => rng.NextDouble() < q ? 1.0 : 0)] }, new DarsDataOptions());
    }

    private static DarsReport Run(DarsData data, DarsEvaluationOptions options, int threads = 0) =>
        DarsEvaluation.Run(data, [Knn], PromptEncoders.Registry.Get("lexical"), options, new FitContext(threads));

    [Fact]
    public void WithPaperSettings_OneOptionChanged_KeepsTheOthersOfThePaper()
    {
        var changed = (MlpRouterOptions)DarsEvaluation.WithPaperSettings(new MlpFamily(), [KeyValuePair.Create("MaxIterations", "3")]).Options!;
        var knn = (KnnOptions)DarsEvaluation.WithPaperSettings(new KnnFamily(), [KeyValuePair.Create("K", "5")]).Options!;

        (changed.MaxIterations, changed.ValidationShare).ShouldBe((3, 0));
        knn.K.ShouldBe(5);
    }
}
