using OrleansRouter.Routing.Data;
using OrleansRouter.Routing.Data.Simulation;

namespace OrleansRouter.Routing.Tests.Data.Simulation;

public sealed class LabelSimulatorTests : IDisposable
{
    private const int Dearest = 3, Cheapest = 0;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(BiasShape.None)]
    [InlineData(BiasShape.Constant)]
    [InlineData(BiasShape.Linear)]
    [InlineData(BiasShape.Step)]
    [InlineData(BiasShape.Halves)]
    public void Labels_Shift_IsTheDeclaredFunctionOfTheQuery(BiasShape bias)
    {
        SimulatedLabels made = Simulator.Labels(new() { Queries = 300, Seed = 1, Bias = bias, BiasSize = 0.3 });

        for (int i = 0; i < 300; i++)
        {
            SimulatedPrompt prompt = made.Prompts[i];
            double shape = bias switch
            {
                BiasShape.None => 0,
                BiasShape.Constant => 1,
                BiasShape.Linear => (2 * prompt.Difficulty) - 1,
                BiasShape.Halves => prompt.Task < 3 ? 1 : -1, // three of five
                _ => prompt.Query.Task is "coding" or "medicine" or "history" ? 1 : -1,
            };
            made.Shift(i, Dearest, Cheapest).ShouldBe(2 * 0.3 * shape, 1e-12);
            made.Shift(i, Dearest, Cheapest).ShouldBe(made.GoldGain(i, Dearest, Cheapest) - made.PreferenceGain(i, Dearest, Cheapest), 1e-12);
            made.Shift(i, 2, 1).ShouldBe(2 * 0.3 * shape / 3, 1e-12); // the middle models tilt by ±1/3
        }
    }

    [Fact]
    public void Labels_StrongestBias_LeavesEveryExpectationAProbability()
    {
        SimulatedLabels made = Simulator.Labels(new() { Queries = 500, Seed = 2, Bias = BiasShape.Step, BiasSize = 0.45 });

        made.ExpectedGold.Values.Min().ShouldBeGreaterThan(0.45);
        made.ExpectedGold.Values.Max().ShouldBeLessThan(0.55);
        made.ExpectedJudge.Values.Min().ShouldBeGreaterThanOrEqualTo(0);
        made.ExpectedJudge.Values.Max().ShouldBeLessThanOrEqualTo(1);
    }

    [Fact]
    public void Labels_Pair_HasTheDeclaredMeansAtEveryDifficultyWithinFourStandardErrors()
    {
        SimulatedLabels made = Simulator.Labels(new() { Queries = 20_000, Tasks = 2, Seed = 3 });
        LabelPair pair = LabelPair.Of(made.Table, new() { Primary = "sim-4", Alternative = "sim-1", Preference = SimulatedLabels.Judge });

        pair.Preference.Distinct().Order().ShouldBe([-1, 0, 1]);
        foreach (double difficulty in new[] { 0, 0.25, 0.5, 0.75, 1 })
        {
            int[] rows = [.. Enumerable.Range(0, 20_000).Where(i => made.Prompts[i].Difficulty == difficulty)];
            double tolerance = 4 / Math.Sqrt(2 * rows.Length); // the difference of two Bernoulli variables has sd ≤ √(1/2)
            rows.Average(i => pair.Gold[i] - made.GoldGain(i, Dearest, Cheapest)).ShouldBe(0, tolerance);
            rows.Average(i => pair.Preference[i] - made.PreferenceGain(i, Dearest, Cheapest)).ShouldBe(0, tolerance);
            rows.Average(i => pair.Gold[i] - pair.Preference[i]).ShouldBe(0.5 * ((2 * difficulty) - 1), 2 * tolerance);
        }
    }

    [Theory]
    [InlineData(LabelOverlap.Full, 0.1, 0.1)]
    [InlineData(LabelOverlap.Weak, 0.16, 0.01)]
    [InlineData(LabelOverlap.OneSided, 1 / 6.0, 0)]
    [InlineData(LabelOverlap.Disjoint, 1, 0)]
    public void Labels_Propensity_FollowsTheOverlapAndIsDrawn(LabelOverlap overlap, double favoured, double elsewhere)
    {
        SimulatedLabels made = Simulator.Labels(new() { Queries = 10_000, Tasks = 5, Seed = 4, Overlap = overlap });

        for (int parity = 0; parity < 2; parity++)
        {
            int[] rows = [.. Enumerable.Range(0, 10_000).Where(i => made.Prompts[i].Task % 2 == parity)];
            double p = parity == 0 ? favoured : elsewhere;
            rows.Select(i => made.GoldPropensity[i]).Distinct().Single().ShouldBe(p, 1e-12);
            rows.Average(i => made.Table.GoldLabelled![i] ? 1.0 : 0).ShouldBe(p, (4 * Math.Sqrt(p * (1 - p) / rows.Length)) + 1e-12);
        }

        if (overlap != LabelOverlap.Disjoint)
        {
            made.GoldPropensity.Average().ShouldBe(0.1, 4 * 0.08 / Math.Sqrt(10_000)); // sd of p over queries is at most 0.082
        }
    }

    [Fact]
    public void Labels_WrittenAndRead_AreTheSameTableAndStillSimulated()
    {
        LabelTable made = Simulator.Labels(new() { Queries = 30, Seed = 5 }).Table;
        LabelTableWriter.Write(made, _folder["labels.jsonl.gz"]);

        LabelTable read = LabelTableReader.Read([_folder["labels.jsonl.gz"]]);

        read.IsSimulated.ShouldBeTrue();
        read.Models.ShouldBe(made.Models);
        read.Queries.ShouldBe(made.Queries);
        read.GoldLabelled.ShouldBe(made.GoldLabelled);
        read.CostsUsd.Values.ShouldBe(made.CostsUsd.Values);
        read.Sources.Select(x => x.Name).ShouldBe([LabelTable.Gold, SimulatedLabels.Judge]);
        read.Sources.SelectMany(x => x.Scores.Values).ShouldBe(made.Sources.SelectMany(x => x.Scores.Values));
    }

    [Fact]
    public void Write_SameSeed_GivesTheSameBytes()
    {
        LabelTableWriter.Write(Simulator.Labels(new() { Queries = 20, Seed = 6 }).Table, _folder["1.jsonl.gz"]);
        LabelTableWriter.Write(Simulator.Labels(new() { Queries = 20, Seed = 6 }).Table, _folder["2.jsonl.gz"]);

        File.ReadAllBytes(_folder["1.jsonl.gz"]).ShouldBe(File.ReadAllBytes(_folder["2.jsonl.gz"]));
    }

    [Fact]
    public void Write_Pairs_ReadBackWithEveryVerdict()
    {
        string original = _folder.Write("pairs.jsonl", """
            {"id":"0","prompt":"p","model_a":"x","model_b":"y","gold":null}
            {"id":"1","task":"t","prompt":"p","model_a":"x","model_b":"y","gold":-0.5,"preference":{"j":1,"k":null},"improper":true}
            {"id":"2","prompt":"p","model_a":"y","model_b":"x","gold":1,"preference":-1}
            """);
        LabelTable made = LabelTableReader.Read([original]);
        LabelTableWriter.Write(made, _folder["copy.jsonl"]);

        LabelTable read = LabelTableReader.Read([_folder["copy.jsonl"]]);

        read.Pairs.ShouldBe(made.Pairs);
        read.Improper.ShouldBe([false, true, false]);
        read.SourceNamed("gold").Gains.ShouldBe([double.NaN, -0.5, 1]);
        read.SourceNamed("j").Gains.ShouldBe([double.NaN, 1, double.NaN]);
        read.SourceNamed("preference").Gains.ShouldBe([double.NaN, double.NaN, -1]);
    }

    [Fact]
    public void Labels_ImpossibleOptions_NameThemAndTheRange()
    {
        Should.Throw<ArgumentException>(() => Simulator.Labels(new() { Models = 1 })).Message.ShouldBe("Simulation: Models is 1; labels compare models, so expected a number in [2, 32].");
        Should.Throw<ArgumentException>(() => Simulator.Labels(new() { Tasks = 1, Bias = BiasShape.Step })).Message.ShouldBe("Simulation: Tasks is 1; overlap Full with bias Step needs a number in [2, 8].");
        Should.Throw<ArgumentException>(() => Simulator.Labels(new() { BiasSize = double.NaN })).Message.ShouldBe("Simulation: BiasSize is NaN; expected a number in [0, 0.45].");
        Should.Throw<ArgumentException>(() => Simulator.Labels(new() { Seed = 1, GoldShare = 0.6 })).Message.ShouldBe("Simulation: GoldShare is 0.6; expected a number in [0.001, 0.5].");
    }
}
