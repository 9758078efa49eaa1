using OrleansRouter.Learning.Numerics;
using OrleansRouter.Routing.Dars.Cells;
using OrleansRouter.Routing.Data;
using OrleansRouter.Routing.Data.Simulation;

namespace OrleansRouter.Routing.Tests.Dars;

public sealed class CellStoreTests
{
    private const double Tolerance = 1e-12;

    [Fact]
    public void Capability_TwoRewritesByHand()
    {
        // Rewrite a {1, 0}, b {1, 1, 1}: mean 0.8, Σ(q − 0.8)² = 0.8, means of rewrites 0.5 and 1, variances 0.5 and 0.
        Capability found = Capability.Of([Cell(1, 0), Cell(1, 1, 1)]);

        found.Observations.ShouldBe(5);
        found.Rewrites.ShouldBe(2);
        found.MeanQuality.ShouldBe(0.8, Tolerance);
        found.MeanCost.ShouldBe(2, Tolerance);
        found.Risk.ShouldBe(Math.Sqrt(0.8 / 4), Tolerance);
        found.RewriteRisk.ShouldBe(Math.Sqrt(0.125), Tolerance);
        found.DecodeRisk.ShouldBe(Math.Sqrt(0.25), Tolerance);
        found.InputVariance.ShouldBe(((2 * 0.09) + (3 * 0.04)) / 5, Tolerance);
        found.OutputVariance.ShouldBe(0.5 / 5, Tolerance);
        (found.InputVariance + found.OutputVariance).ShouldBe(0.8 / 5, Tolerance);
    }

    [Fact]
    public void Capability_OneObservation_ShowsNoRisk()
    {
        Capability found = Capability.Of([Cell(0.4)]);

        found.MeanQuality.ShouldBe(0.4);
        found.Risk.ShouldBe(double.NaN);
        found.RewriteRisk.ShouldBe(double.NaN);
        found.DecodeRisk.ShouldBe(double.NaN);
    }

    [Fact]
    public void Capability_UnknownCost_DoesNotCount()
    {
        Capability found = Capability.Of([Cell(0.4).Add(0.6, double.NaN)]);

        found.MeanQuality.ShouldBe(0.5, Tolerance);
        found.MeanCost.ShouldBe(2);
    }

    [Fact]
    public void Capability_NothingObserved_IsRefused() => Should.Throw<ArgumentException>(() => Capability.Of([default(RewriteCell)]));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Merge_SevenShardsInRandomOrder_EqualsOnePass(ulong seed)
    {
        ObservationTable table = Simulator.Observations(new ObservationSimulationOptions { Queries = 40, Models = 3, Seed = seed }).Table;
        var rng = new Rng(seed);
        int[] shardOf = [.. Enumerable.Range(0, table.Count).Select(_ => rng.NextInt(7))];
        CellStore[] shards = [.. Enumerable.Range(0, 7).Select(s => CellStore.Of(table.SelectObservations([.. Enumerable.Range(0, table.Count).Where(j => shardOf[j] == s)])))];
        rng.Shuffle(shards.AsSpan());

        CellStore left = shards.Aggregate(CellStore.Empty, (merged, shard) => merged.Merge(shard));
        CellStore right = shards.Reverse().Aggregate((merged, shard) => shard.Merge(merged));

        var expected = CellStore.Of(table).Capabilities().ToArray();
        expected.Length.ShouldBe(120);
        foreach (CellStore merged in new[] { left, right })
        {
            merged.Capabilities().Zip(expected).ShouldAllBe(pair => Equal(pair.First, pair.Second));
        }
    }

    private static bool Equal((string Query, string Model, Capability Capability) a, (string Query, string Model, Capability Capability) b)
    {
        return a.Query == b.Query && a.Model == b.Model && a.Capability.Observations == b.Capability.Observations && a.Capability.Rewrites == b.Capability.Rewrites
            && Figures(a.Capability).Zip(Figures(b.Capability)).All(x => Math.Abs(x.First - x.Second) <= Tolerance);

        static double[] Figures(Capability x) => [x.MeanQuality, x.MeanCost, x.Risk, x.RewriteRisk, x.DecodeRisk, x.InputVariance, x.OutputVariance];
    }

    private static RewriteCell Cell(params double[] scores) => scores.Aggregate(default(RewriteCell), (cell, score) => cell.Add(score, 2));
}
