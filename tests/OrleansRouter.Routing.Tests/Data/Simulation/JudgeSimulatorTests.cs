using OrleansRouter.Learning.Numerics;
using OrleansRouter.Routing.Data;
using OrleansRouter.Routing.Data.Simulation;

namespace OrleansRouter.Routing.Tests.Data.Simulation;

public sealed class JudgeSimulatorTests : IDisposable
{
    private const int Rows = 4000, Cheap = 2, Middle = 0, Dear = 1;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(BiasShape.None, 0, 0)]
    [InlineData(BiasShape.Constant, 1, 1)]
    [InlineData(BiasShape.Linear, -0.5, 0.5)]
    [InlineData(BiasShape.Step, 1, -1)]
    [InlineData(BiasShape.Halves, 1, -1)]
    public void Judge_Shift_IsTheDeclaredFunctionOfQueryAndModel(BiasShape bias, double shapeOfA, double shapeOfB)
    {
        ScoreTable scores = Scores(0.6);
        Matrix<double> judge = Simulator.Judge(scores, new JudgeSimulationOptions { Bias = bias, BiasSize = 0.4, Seed = 3 }).SourceNamed(SimulatedLabels.Judge).Scores;

        foreach ((int first, double shape) in new[] { (0, shapeOfA), (1, shapeOfB) })
        {
            foreach ((int model, double tilt) in new[] { (Cheap, -1.0), (Middle, 0), (Dear, 1) })
            {
                int[] rows = [.. Enumerable.Range(0, Rows).Where(i => i % 2 == first)];
                double b = 0.4 * tilt * shape, shift = rows.Average(i => scores.Scores[i, model] - judge[i, model]);
                double expected = Math.Abs(b) * (0.6 - (b < 0 ? 1 : 0));

                // Each row differs by at most 1: five standard errors of at most 0.5/√2000.
                shift.ShouldBe(expected, 5 * 0.5 / Math.Sqrt(rows.Length));
                if (b == 0)
                {
                    shift.ShouldBe(0);
                }
            }
        }
    }

    [Fact]
    public void Judge_TableWrittenAndRead_SaysThatItIsSimulatedAndKeepsGoldAndMissingScores()
    {
        ScoreTable scores = Scores(0.6);
        scores.Scores[5, Middle] = double.NaN;
        LabelTable made = Simulator.Judge(scores, new JudgeSimulationOptions { Seed = 3 });

        LabelTableWriter.Write(made, _folder["labels.jsonl"]);
        LabelTable read = LabelTableReader.Read([_folder["labels.jsonl"]]);

        read.IsSimulated.ShouldBeTrue();
        read.SourceNamed(LabelTable.Gold).Scores.Values.ShouldBe(scores.Scores.Values);
        read.SourceNamed(SimulatedLabels.Judge).Scores.Values.ShouldBe(made.SourceNamed(SimulatedLabels.Judge).Scores.Values);
        double.IsNaN(read.SourceNamed(SimulatedLabels.Judge).Scores[5, Middle]).ShouldBeTrue();
        Simulator.Judge(scores, new JudgeSimulationOptions { Seed = 3 }).SourceNamed(SimulatedLabels.Judge).Scores.Values
            .ShouldBe(made.SourceNamed(SimulatedLabels.Judge).Scores.Values);
    }

    [Fact]
    public void Judge_GoldShare_MarksSoManyQueriesAndLeavesTheScoresAlone()
    {
        LabelTable plain = Simulator.Judge(Scores(0.6), new JudgeSimulationOptions { Seed = 3 }), marked = Simulator.Judge(Scores(0.6), new JudgeSimulationOptions { Seed = 3, GoldShare = 0.2 });

        plain.GoldLabelled.ShouldBeNull();
        marked.GoldLabelled!.Average(isGold => isGold ? 1.0 : 0).ShouldBe(0.2, 5 * Math.Sqrt(0.2 * 0.8 / Rows));
        marked.SourceNamed(SimulatedLabels.Judge).Scores.Values.ShouldBe(plain.SourceNamed(SimulatedLabels.Judge).Scores.Values);
    }

    [Fact]
    public void Judge_DataThatCannotBeJudged_IsRefusedWithTheReason()
    {
        ScoreTable scores = Scores(0.6), outside = Scores(0.6), free = Scores(0.6);
        outside.Scores[7, Dear] = 1.5;
        for (int i = 0; i < Rows; i++)
        {
            free.CostsUsd[i, Dear] = double.NaN;
        }

        Message(outside).ShouldBe("test: query 'q7', model 'dear' has score 1.5; a judge is simulated beside scores in [0, 1].");
        Message(free).ShouldBe("test: model 'dear' has no known cost; the judge's bias goes by the order of the costs.");
        Message(scores.SelectModels([0])).ShouldBe("test: there is 1 model; labels compare models, so at least 2 are needed.");
        Message(scores.SelectRows([0, 2])).ShouldBe("test: all queries are of one task; bias Step needs at least 2.");

        static string Message(ScoreTable table) => Should.Throw<ArgumentException>(() => Simulator.Judge(table, new JudgeSimulationOptions())).Message;
    }

    /// <summary>Tasks a (short prompts) and b (long prompts) in turn; every model is right with the given probability.</summary>
    private static ScoreTable Scores(double right)
    {
        var rng = new Rng(8);
        Matrix<double> scores = new(Rows, 3), costs = new(Rows, 3);
        for (int i = 0; i < Rows; i++)
        {
            for (int k = 0; k < 3; k++)
            {
                scores[i, k] = rng.NextDouble() < right ? 1 : 0;
                costs[i, k] = k == Cheap ? 1 : k == Middle ? 2 : 3;
            }
        }

        return new ScoreTable
        {
            Source = "test",
            Models = ["between", "dear", "low"],
            Queries = [.. Enumerable.Range(0, Rows).Select(i => new Query($"q{i}", i % 2 == 0 ? "a" : "b", i % 2 == 0 ? "short" : "a longer prompt"))],
            Scores = scores,
            CostsUsd = costs,
        };
    }
}
