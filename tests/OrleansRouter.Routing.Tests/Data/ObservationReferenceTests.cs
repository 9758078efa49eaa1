using System.Diagnostics;
using OrleansRouter.Routing.Data;
using OrleansRouter.TestKit;

namespace OrleansRouter.Routing.Tests.Data;

/// <summary>Kind C figures against the reference that comes with the shared data, to the digits printed there.</summary>
public sealed class ObservationReferenceTests
{
    private static readonly string[] WithoutHiddenReasoning =
        ["anthropic_claude-3.5-sonnet", "anthropic_claude-sonnet-4", "google_gemma-3-27b-it", "meta-llama_llama-3.3-70b-instruct",
            "meta-llama_llama-4-maverick", "mistralai_mistral-small-3.1-24b-instruct"];

    [SkippableFact]
    public void ReasoningGymEasy_SixModelsWithThreeDecodes_EqualsThePrintedReference()
    {
        ObservationTable table = Read("reasoning-gym-easy");
        ScoreTable means = table.ToScoreTable();

        DatasetDescription found = DatasetDescription.Of(means.SelectModels([.. WithoutHiddenReasoning.Select(x => means.Models.Index().Single(m => m.Item == x).Index)]));

        table.Count.ShouldBe(93277);
        ShouldEqual(found, 3145, 6, 0.7117, 0.787);
    }

    [SkippableFact]
    public void MotRepeated_TaskDateAtDefaultTemperature_EqualsThePrintedReference()
    {
        var watch = Stopwatch.StartNew();
        ObservationTable table = Read("mot-repeated");
        watch.Stop();
        int normal = table.Temperatures.Index().Single(x => x.Item == "default").Index;
        ObservationTable kept = table.SelectObservations([.. Enumerable.Range(0, table.Count).Where(j => table.Temperature[j] == normal)]);

        DatasetDescription found = DatasetDescription.Of(
            kept.SelectQueries([.. Enumerable.Range(0, table.Queries.Count).Where(i => table.Queries[i].Task == "date")]).ToScoreTable());

        table.Count.ShouldBe(180143);
        table.Temperatures.ShouldBe(["0.4", "0.8", "default", "default-40", "greedy"]);
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(20)); // about half a second on an idle machine
        ShouldEqual(found, 253, 3, 0.8801, 0.8984);
    }

    [SkippableFact]
    public void HealthBench_BaselineOnly_EqualsThePrintedReference()
    {
        ObservationTable table = Read("healthbench-hard-runs");
        int baseline = table.Rewrites.Index().Single(x => x.Item == "baseline").Index;

        DatasetDescription found = DatasetDescription.Of(
            table.SelectObservations([.. Enumerable.Range(0, table.Count).Where(j => table.Rewrite[j] == baseline)]).ToScoreTable());

        ShouldEqual(found, 472, 2, 0.0124, 0.0617);
    }

    [SkippableTheory]
    [InlineData("reasoning-gym-hard", 34277, 3432, 10)]
    [InlineData("qwen3-think-repeated", 3299, 226, 4)]
    public void Read_OtherSharedSets_HaveTheCountsOfTheirList(string set, int observations, int queries, int models)
    {
        ObservationTable table = Read(set);

        table.Count.ShouldBe(observations);
        table.Queries.Count.ShouldBe(queries);
        table.Models.Count.ShouldBe(models);
    }

    private static ObservationTable Read(string set) => ObservationTableReader.Read([SharedData.Require(set)]);

    private static void ShouldEqual(DatasetDescription found, int rows, int models, double bestFixed, double oracle)
    {
        found.CompleteRows.ShouldBe(rows);
        found.Models.Count.ShouldBe(models);
        Math.Round(found.BestFixed!.Score!.Value, 4).ShouldBe(bestFixed);
        Math.Round(found.Oracle.Score!.Value, 4).ShouldBe(oracle);
    }
}
