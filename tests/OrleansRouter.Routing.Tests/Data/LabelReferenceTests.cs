using OrleansRouter.Routing.Data;
using OrleansRouter.TestKit;

namespace OrleansRouter.Routing.Tests.Data;

/// <summary>Kind B figures against the reference that comes with the shared data, to the digits printed there.</summary>
public sealed class LabelReferenceTests
{
    [SkippableTheory]
    [InlineData("meta-llama/llama-3.1-8b-instruct", 0.9283, 0.7788, 0.9367, 0.1496, 0.5065)]
    [InlineData("mistralai/mistral-large-2512", 0.9283, 0.9128, 0.9447, 0.0155, 0.0878)]
    public void Pair_JudgePanel_EqualsThePrintedReference(
        string alternative, double alwaysPrimary, double alwaysAlternative, double oracle, double gold, double preference)
    {
        LabelPair pair = LabelPair.Of(Read("judge-panel-3llm/data.jsonl.gz"), new()
        {
            Primary = "google/gemini-2.5-pro",
            Alternative = alternative,
            Gold = "claude-3.7-sonnet",
            Preference = "gpt-4.1-mini",
            TieBand = 0.02,
        });

        ShouldEqual(pair, 1390, alwaysPrimary, alwaysAlternative, oracle, gold);
        Math.Round(pair.Preference.Average(), 4).ShouldBe(preference);
        pair.PrimaryCostUsd.Average().ShouldBeGreaterThan(pair.AlternativeCostUsd.Average());
    }

    [SkippableTheory]
    [InlineData("gpt4", "newbing", 0.8324, 0.8333, 0.9086, -0.0009, 0.0341, 0.825)]
    [InlineData("gpt4", "fid", 0.8324, 0.7402, 0.8952, 0.0922, 0.0467, 0.860)]
    [InlineData("newbing", "chatgpt", 0.8333, 0.7751, 0.9072, 0.0581, 0.0086, 0.812)]
    public void Pair_Evouna_EqualsThePrintedReference(
        string primary, string alternative, double alwaysPrimary, double alwaysAlternative, double oracle, double gold, double preference, double agreement)
    {
        LabelPair pair = LabelPair.Of(Read("evouna-human-vs-lexical/data.jsonl.gz"), new() { Primary = primary, Alternative = alternative, Preference = "lexical_match" });

        ShouldEqual(pair, 3491, alwaysPrimary, alwaysAlternative, oracle, gold);
        Math.Round(pair.Preference.Average(), 4).ShouldBe(preference);
        Math.Round(pair.Gold.Zip(pair.Preference).Average(x => Math.Sign(x.First) == Math.Sign(x.Second) ? 1.0 : 0), 3).ShouldBe(agreement);
    }

    [SkippableFact]
    public void Pair_HealthBenchGoldOnly_EqualsThePrintedReference()
    {
        LabelPair pair = LabelPair.Of(Read("healthbench-hard-runs/gold-pairs.jsonl.gz"), new() { Primary = "gpt-4.1-mini", Alternative = "gpt-4o-mini", Preference = "gold" });

        ShouldEqual(pair, 472, 0.0124, -0.0569, 0.0617, 0.0693);
    }

    [SkippableTheory]
    [InlineData("mtbench-human-vs-gpt4/data.jsonl.gz", "preference", 759, 0.706)]
    [InlineData("pandalm-human-vs-judges/data.jsonl.gz", "gpt-3.5-turbo", 701, 0.730)]
    [InlineData("pandalm-human-vs-judges/data.jsonl.gz", "pandalm-7b", 717, 0.656)]
    public void Describe_PairwiseVerdicts_AgreeWithHumansAsPrinted(string file, string source, int pairs, double agreement)
    {
        LabelSourceDescription found = LabelDescription.Of(Read(file)).Sources.Single(x => x.Name == source);

        found.ComparedPairs.ShouldBe(pairs);
        Math.Round(found.SignAgreement!.Value, 3).ShouldBe(agreement);
    }

    [SkippableFact]
    public void Describe_BothTriviaQaRounds_CountsRowsModelsAndJudges()
    {
        LabelDescription found = LabelDescription.Of(LabelTableReader.Read(
            [SharedData.Require("triviaqa-human-vs-judges/data-v1.jsonl.gz")]));

        found.Rows.ShouldBe(272);
        found.Models.Count.ShouldBe(9);
        found.Sources.Count.ShouldBe(12);
        found.Tasks.ShouldBe([new TaskCount("triviaqa", 272)]);
    }

    private static LabelTable Read(string file) => LabelTableReader.Read([SharedData.Require(file)]);

    private static void ShouldEqual(LabelPair pair, int rows, double alwaysPrimary, double alwaysAlternative, double oracle, double gold)
    {
        pair.Rows.Length.ShouldBe(rows);
        Math.Round(pair.PrimaryGold.Average(), 4).ShouldBe(alwaysPrimary);
        Math.Round(pair.AlternativeGold.Average(), 4).ShouldBe(alwaysAlternative);
        Math.Round(pair.PrimaryGold.Zip(pair.AlternativeGold, Math.Max).Average(), 4).ShouldBe(oracle);
        Math.Round(pair.Gold.Average(), 4).ShouldBe(gold);
    }
}
