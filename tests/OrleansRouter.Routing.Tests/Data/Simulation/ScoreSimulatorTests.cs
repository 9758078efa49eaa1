using System.Security.Cryptography;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Routing.Data;
using OrleansRouter.Routing.Data.Simulation;

namespace OrleansRouter.Routing.Tests.Data.Simulation;

public sealed class ScoreSimulatorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Scores_WrittenAndRead_AreTheSameTableAndStillSimulated()
    {
        ScoreTable made = Simulator.Scores(new() { Queries = 50, Models = 12, Seed = 3 }).Table;
        ScoreTableWriter.Write(made, _folder["scores.jsonl.gz"]);

        ScoreTable read = ScoreTableReader.Read([_folder["scores.jsonl.gz"]]);

        read.IsSimulated.ShouldBeTrue();
        read.Models.ShouldBe(made.Models);
        read.Queries.ShouldBe(made.Queries);
        read.Scores.Values.ShouldBe(made.Scores.Values);
        read.CostsUsd.Values.ShouldBe(made.CostsUsd.Values);
    }

    [Fact]
    public void Write_TableWithGaps_ReadsBackWithTheSameGaps()
    {
        ScoreTable made = Simulator.Scores(new() { Queries = 3, Models = 2 }).Table with
        {
            IsSimulated = false,
            Scores = new Matrix<double>(3, 2, [1, double.NaN, double.NaN, double.NaN, 0.1, 1e-17]),
            CostsUsd = new Matrix<double>(3, 2, [double.NaN, double.NaN, 0, double.NaN, 1, 2]),
        };
        ScoreTableWriter.Write(made, _folder["gaps.jsonl"]);

        ScoreTable read = ScoreTableReader.Read([_folder["gaps.jsonl"]]);

        read.IsSimulated.ShouldBeFalse();
        read.Scores.Values.ShouldBe(made.Scores.Values);
        read.CostsUsd.Values.ShouldBe(made.CostsUsd.Values);
    }

    [Theory]
    [InlineData("scores.jsonl")]
    [InlineData("scores.jsonl.gz")]
    public void Write_SameSeed_GivesTheSameBytes(string name)
    {
        ScoreTableWriter.Write(Simulator.Scores(new() { Queries = 40, Seed = 9 }).Table, _folder["1" + name]);
        ScoreTableWriter.Write(Simulator.Scores(new() { Queries = 40, Seed = 9 }).Table, _folder["2" + name]);
        ScoreTableWriter.Write(Simulator.Scores(new() { Queries = 40, Seed = 10 }).Table, _folder["3" + name]);

        byte[] first = File.ReadAllBytes(_folder["1" + name]);
        first.ShouldBe(File.ReadAllBytes(_folder["2" + name]));
        first.ShouldNotBe(File.ReadAllBytes(_folder["3" + name]));
    }

    [Fact]
    public void Write_FixedSeed_GivesTheBytesOfEveryOtherMachine()
    {
        ScoreTableWriter.Write(Simulator.Scores(new() { Queries = 200, Models = 7, Tasks = 8, Seed = 42, ScoreSteps = 10 }).Table, _folder["fixed.jsonl"]);

        Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(_folder["fixed.jsonl"]))).ShouldBe("8d352765913f7df56723fabab0e72d787fed3c9c5183ed184b059d5b4fee62d0");
    }

    [Fact]
    public void Scores_MoreQueries_BeginWithTheSameQueries()
    {
        ScoreTable few = Simulator.Scores(new() { Queries = 10, Seed = 1 }).Table;
        ScoreTable many = Simulator.Scores(new() { Queries = 30, Seed = 1 }).Table;

        many.Queries.Take(10).ShouldBe(few.Queries);
        many.Scores.Values[..40].ShouldBe(few.Scores.Values);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    public void Scores_PerTaskAndModel_MatchTheDeclaredMeansWithinFourStandardErrors(int steps)
    {
        SimulatedScores made = Simulator.Scores(new() { Queries = 20_000, Models = 3, Tasks = 2, Seed = 5, ScoreSteps = steps });

        for (int task = 0; task < 2; task++)
        {
            int[] rows = [.. Enumerable.Range(0, 20_000).Where(i => made.Prompts[i].Task == task)];
            rows.Length.ShouldBeInRange(9_700, 10_300); // 10,000 ± 4·√(n/4)
            for (int k = 0; k < 3; k++)
            {
                double[] surprise = [.. rows.Select(i => made.Table.Scores[i, k] - made.ExpectedScores[i, k])];
                double variance = rows.Average(i => made.ExpectedScores[i, k] * (1 - made.ExpectedScores[i, k]) / steps);
                surprise.Average().ShouldBe(0, 4 * Math.Sqrt(variance / rows.Length));
                surprise.Average(x => x * x).ShouldBe(variance, 0.05 * variance);
            }
        }
    }

    [Fact]
    public void Scores_Costs_MatchTheDeclaredMeansAndStayWithinTheDeclaredSpread()
    {
        SimulatedScores made = Simulator.Scores(new() { Queries = 5_000, Models = 4, Seed = 6 });

        for (int k = 0; k < 4; k++)
        {
            double expected = Enumerable.Range(0, 5_000).Average(i => made.ExpectedCostsUsd[i, k]);
            double found = Enumerable.Range(0, 5_000).Average(i => made.Table.CostsUsd[i, k]);
            found.ShouldBe(expected, 0.01 * expected); // one answer's length has sd ≤ 15 %, so the mean's is ≤ 0.22 %
            double[] ratios = [.. Enumerable.Range(0, 5_000).Select(i => made.Table.CostsUsd[i, k] / made.ExpectedCostsUsd[i, k])];
            ratios.Min().ShouldBeInRange(0.72, 0.80); // ±25 % of the answer, and at most one token of rounding
            ratios.Max().ShouldBeInRange(1.20, 1.28);
        }
    }

    [Fact]
    public void Scores_DifficultyAndTask_CanBeReadFromTheWords()
    {
        SimulatedScores made = Simulator.Scores(new() { Queries = 300, Tasks = SimulatedVocabulary.MaxTasks, Seed = 7 });

        foreach (SimulatedPrompt prompt in made.Prompts)
        {
            string[] words = prompt.Query.Prompt.Split(' ');
            words.Count(SimulatedVocabulary.Hard.Contains).ShouldBe((int)(4 * prompt.Difficulty));
            words.Count(SimulatedVocabulary.Tasks[prompt.Task].Words.Contains).ShouldBeInRange(6, 12);
            SimulatedVocabulary.Tasks.Where((x, task) => task != prompt.Task && words.Any(x.Words.Contains)).ShouldBeEmpty();
        }
    }

    [Fact]
    public void Vocabulary_NoWordBelongsToTwoLists()
    {
        string[] words = [.. SimulatedVocabulary.Tasks.SelectMany(x => x.Words), .. SimulatedVocabulary.Shared, .. SimulatedVocabulary.Easy, .. SimulatedVocabulary.Hard];

        words.GroupBy(x => x).Where(x => x.Count() > 1).Select(x => x.Key).ShouldBeEmpty();
        SimulatedVocabulary.Tasks.Length.ShouldBe(SimulatedVocabulary.MaxTasks);
    }

    [Fact]
    public void World_ManySeeds_MakeRoutingWorthwhile()
    {
        double[] gains = new double[20];
        for (ulong seed = 0; seed < 20; seed++)
        {
            SimulatedScores made = Simulator.Scores(new() { Queries = 400, Models = 4, Seed = seed });
            double[] costs = [.. Enumerable.Range(0, 4).Select(k => Enumerable.Range(0, 400).Average(i => made.ExpectedCostsUsd[i, k]))];
            double cap = costs[3] * 2;
            double Utility(int i, int k) => made.ExpectedScores[i, k] - (0.1 * Math.Min(made.ExpectedCostsUsd[i, k] / cap, 1));
            double bestFixed = Enumerable.Range(0, 4).Max(k => Enumerable.Range(0, 400).Average(i => Utility(i, k)));
            double routed = Enumerable.Range(0, 400).Average(i => Enumerable.Range(0, 4).Max(k => Utility(i, k)));

            costs.ShouldBe(costs.Order());
            gains[seed] = routed - bestFixed;
        }

        gains.Min().ShouldBeGreaterThan(0.01, string.Join(" ", gains));
    }

    [Theory]
    [InlineData(0, 4, "Queries is 0; expected a number in [1, 1000000].")]
    [InlineData(10, 33, "Models is 33; expected a number in [1, 32].")]
    public void Scores_OptionOutOfRange_NamesItAndTheRange(int queries, int models, string problem) =>
        Should.Throw<ArgumentException>(() => Simulator.Scores(new() { Queries = queries, Models = models })).Message.ShouldBe("Simulation: " + problem);

    [Fact]
    public void Scores_OneQueryOneModelOneTask_Works() =>
        Simulator.Scores(new() { Queries = 1, Models = 1, Tasks = 1 }).Table.Models.ShouldBe(["sim-1"]);
}
