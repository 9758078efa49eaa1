using OrleansRouter.Routing.Data;
using OrleansRouter.Routing.Data.Simulation;

namespace OrleansRouter.Routing.Tests.Data.Simulation;

public sealed class ObservationSimulatorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Observations_EveryCell_IsObservedOncePerRewriteAndDecodeWithinTheUnitInterval()
    {
        ObservationTable table = Simulator.Observations(new() { Queries = 40, Models = 3, Rewrites = 4, Decodes = 2, Seed = 1, InputSd = 0.12, OutputSd = 0.12 }).Table;

        table.Count.ShouldBe(40 * 3 * 4 * 2);
        Enumerable.Range(0, table.Count).Select(j => (table.Query[j], table.Model[j], table.Rewrite[j], table.Decode[j])).Distinct().Count().ShouldBe(table.Count);
        table.Score.Min().ShouldBeGreaterThanOrEqualTo(0);
        table.Score.Max().ShouldBeLessThanOrEqualTo(1);
    }

    [Theory]
    [InlineData(0.1, 0.05)]
    [InlineData(0, 0.1)]
    [InlineData(0.12, 0)]
    public void Observations_MeanAndBothVariances_AreAsDeclared(double inputSd, double outputSd)
    {
        const int rewrites = 100, decodes = 20, cells = 60 * 2;
        var options = new ObservationSimulationOptions { Queries = 60, Models = 2, Rewrites = rewrites, Decodes = decodes, Seed = 2 };
        SimulatedObservations made = Simulator.Observations(options with { InputSd = inputSd, OutputSd = outputSd });

        double meanExcess = 0, input = 0, output = 0, declaredInput = 0, declaredOutput = 0;
        for (int cell = 0; cell < cells; cell++)
        {
            (int query, int model) = (cell / 2, cell % 2);
            double[][] scores = [.. made.Table.Score.Skip(cell * rewrites * decodes).Take(rewrites * decodes).Chunk(decodes)];
            double within = scores.Average(Variance), between = Variance([.. scores.Select(x => x.Average())]);
            meanExcess += (scores.Average(x => x.Average()) - made.Mean[query, model]) / cells;
            output += within / cells;
            input += (between - (within / decodes)) / cells; // law of total variance
            declaredInput += made.InputSd[query, model] * made.InputSd[query, model] / cells;
            declaredOutput += made.OutputSd[query, model] * made.OutputSd[query, model] / cells;
        }

        meanExcess.ShouldBe(0, (4 * Math.Sqrt(((inputSd * inputSd) + (outputSd * outputSd / decodes)) / (rewrites * cells))) + 1e-15);
        input.ShouldBe(declaredInput, 0.06 * declaredInput + 1e-5); // 12,000 rewrites: the variance of a variance of uniforms is 0.8 σ⁴/N, four of its sd are 3.3 %
        output.ShouldBe(declaredOutput, 0.03 * declaredOutput + 1e-15);
        made.Sd(0, 0).ShouldBe(Math.Sqrt(Math.Pow(made.InputSd[0, 0], 2) + Math.Pow(made.OutputSd[0, 0], 2)), 1e-15);
    }

    [Fact]
    public void Observations_CheapModelsAndHardQueries_AreRiskier()
    {
        SimulatedObservations made = Simulator.Observations(new() { Queries = 50, Models = 3, Rewrites = 1, Decodes = 1, Seed = 3 });

        for (int i = 0; i < 50; i++)
        {
            double risk = 0.5 + (0.5 * made.Prompts[i].Difficulty);
            made.InputSd.Row(i).ToArray().ShouldBe([0.1 * risk, 0.0625 * risk, 0.025 * risk], 1e-12);
            made.OutputSd.Row(i).ToArray().ShouldBe(made.InputSd.Row(i).ToArray(), 1e-12);
        }
    }

    [Fact]
    public void Observations_Costs_MatchTheDeclaredMeans()
    {
        SimulatedObservations made = Simulator.Observations(new() { Queries = 100, Models = 3, Seed = 4 });
        ScoreTable means = made.Table.ToScoreTable();

        double relative = Enumerable.Range(0, 300).Average(c => means.CostsUsd.Values[c] / made.ExpectedCostsUsd.Values[c]);
        relative.ShouldBe(1, 4 * 0.15 / Math.Sqrt(7_500)); // one answer's length has sd ≤ 15 %
    }

    [Fact]
    public void Observations_WrittenAndRead_AreTheSameTableAndStillSimulated()
    {
        ObservationTable made = Simulator.Observations(new() { Queries = 12, Models = 3, Rewrites = 11, Decodes = 2, Seed = 5 }).Table;
        ObservationTableWriter.Write(made, _folder["out"]);

        ObservationTable read = ObservationTableReader.Read([_folder["out"]]);

        read.IsSimulated.ShouldBeTrue();
        read.Queries.ShouldBe(made.Queries);
        read.Models.ShouldBe(made.Models);
        read.Rewrites.ShouldBe(made.Rewrites);
        read.Temperatures.ShouldBe(made.Temperatures);
        read.Query.ShouldBe(made.Query);
        read.Model.ShouldBe(made.Model);
        read.Rewrite.ShouldBe(made.Rewrite);
        read.Decode.ShouldBe(made.Decode);
        read.Score.ShouldBe(made.Score);
        read.OutputChars.ShouldBe(made.OutputChars);
        read.CostUsd.ShouldBe(made.CostUsd);
    }

    [Fact]
    public void Write_SameSeed_GivesTheSameBytes()
    {
        ObservationTableWriter.Write(Simulator.Observations(new() { Queries = 5, Seed = 6 }).Table, _folder["1"]);
        ObservationTableWriter.Write(Simulator.Observations(new() { Queries = 5, Seed = 6 }).Table, _folder["2"]);

        foreach (string name in new[] { "queries.jsonl.gz", "observations.csv.gz" })
        {
            File.ReadAllBytes(Path.Combine(_folder["1"], name)).ShouldBe(File.ReadAllBytes(Path.Combine(_folder["2"], name)));
        }
    }

    [Fact]
    public void Write_NamesWithCommasAndQuotes_ReadBack()
    {
        ObservationTable made = Simulator.Observations(new() { Queries = 2, Models = 2, Rewrites = 1, Decodes = 1 }).Table;
        made = made with { Models = ["a,b", "c \"d\""], Splits = ["train", "test"], CostUsd = [double.NaN, 1, double.NaN, 2] };
        ObservationTableWriter.Write(made, _folder["out"]);

        ObservationTable read = ObservationTableReader.Read([_folder["out"]]);

        read.Models.ShouldBe(made.Models);
        read.Splits.ShouldBe(made.Splits);
        read.CostUsd.ShouldBe(made.CostUsd);
    }

    [Fact]
    public void Observations_TooMany_SaysHowMany() =>
        Should.Throw<ArgumentException>(() => Simulator.Observations(new() { Queries = 1_000_000, Models = 4 })).Message.ShouldBe(
            "Simulation: 1000000 queries × 4 models × 5 rewrites × 5 decodes are 100000000 observations; expected at most 20000000.");

    private static double Variance(double[] values)
    {
        double mean = values.Average();
        return values.Sum(x => (x - mean) * (x - mean)) / (values.Length - 1);
    }
}
