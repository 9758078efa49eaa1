using OrleansRouter.Routing.Dars;
using OrleansRouter.Routing.Dars.Cells;
using OrleansRouter.Routing.Dars.Equations;
using OrleansRouter.Routing.Dars.Supervision;
using OrleansRouter.Routing.Data;
using OrleansRouter.Routing.Data.Simulation;

namespace OrleansRouter.Routing.Tests.Dars;

public sealed class SupervisionBuilderTests
{
    private static readonly DarsData Data = DarsTables.TwoModels();

    [Fact]
    public void Build_Full_MeansAndStandardDeviation()
    {
        RoutingLabels labels = Build(SupervisionVariant.Full);

        labels.Quality.Row(0).ToArray().ShouldBe([0.75, 0.625]);
        labels.Cost.Row(0).ToArray().ShouldBe([0, 1]);
        // m {1, 0, 1, 1}: Σ(q − 0.75)² = 0.75; n {1, 1, 0, 0.5}: Σ(q − 0.625)² = 0.6875; divisor 3.
        labels.Risk!.Row(0).ToArray().ShouldBe([Math.Sqrt(0.25), Math.Sqrt(0.6875 / 3)], 1e-12);
        labels.Utilities(0, Preference.Default).ShouldBe([0.75 - (0.2 * 0.5), 0.625 - 0.05 - (0.2 * Math.Sqrt(0.6875 / 3))], 1e-12);
        labels.Hard(0, Preference.Default).ShouldBe(0);
        labels.Ranking(0, Preference.Default).ShouldBe([0, 1]);
        labels.Pairs(0, Preference.Default).Single().Better.ShouldBe(0);
        labels.Soft(0, Preference.Default, 1).Sum().ShouldBe(1, 1e-12);
    }

    [Fact]
    public void Build_RiskVariants_DifferInRiskOnly()
    {
        RoutingLabels rewrite = Build(SupervisionVariant.RewriteRisk), decode = Build(SupervisionVariant.DecodeRisk), none = Build(SupervisionVariant.NoRisk);

        none.Risk.ShouldBeNull();
        rewrite.Risk!.Row(0).ToArray().ShouldBe([Math.Sqrt(0.125), Math.Sqrt(0.28125)], 1e-12);
        decode.Risk!.Row(0).ToArray().ShouldBe([Math.Sqrt(0.25), Math.Sqrt(0.0625)], 1e-12);
        foreach (RoutingLabels labels in new[] { rewrite, decode, none })
        {
            labels.Quality.Values.ShouldBe([0.75, 0.625]);
        }
    }

    [Fact]
    public void Build_OutputOnly_TakesTheDecodesOfTheOriginalRewrite()
    {
        RoutingLabels labels = Build(SupervisionVariant.OutputOnly);

        labels.Quality.Values.ShouldBe([0.5, 1]);
        labels.Risk!.Values.ShouldBe([Math.Sqrt(0.5), 0], 1e-12);
    }

    [Fact]
    public void Build_InputOnly_TakesOneDecodeOfEveryRewrite()
    {
        double[] means = [.. Enumerable.Range(0, 40).Select(seed => Build(SupervisionVariant.InputOnly, (ulong)seed).Quality[0, 0])];

        means.Distinct().Order().ShouldBe([0.5, 1]); // a gives 1 or 0, b gives 1
    }

    [Fact]
    public void Build_SingleShot_DrawsOneObservationAndHasNoRisk()
    {
        RoutingLabels[] draws = [.. Enumerable.Range(0, 400).Select(seed => Build(SupervisionVariant.SingleShot, (ulong)seed))];

        draws.ShouldAllBe(labels => labels.Risk == null);
        draws.Select(labels => labels.Quality[0, 1]).Distinct().Order().ShouldBe([0, 0.5, 1]);
        // Half of n's observations are 1: within four standard errors of 400 fair draws.
        draws.Count(labels => labels.Quality[0, 1] == 1).ShouldBeInRange(200 - 40, 200 + 40);
    }

    [Fact]
    public void Build_Protocol_TakesThatManyRewritesAndDecodes()
    {
        double[] means = [.. Enumerable.Range(0, 60).Select(seed => SupervisionBuilder.Build(Data, [0], rewrites: 1, decodes: 2, (ulong)seed).Quality[0, 1])];
        RoutingLabels all = SupervisionBuilder.Build(Data, [0], rewrites: 5, decodes: 5, seed: 1);

        means.Distinct().Order().ShouldBe([0.25, 1]); // rewrite b or a
        all.Quality.Values.ShouldBe([0.75, 0.625]);
        SupervisionBuilder.Build(Data, [0], rewrites: 1, decodes: 1, seed: 1).Risk.ShouldBeNull();
    }

    [Fact]
    public void IsPossible_WithoutRewrites_LeavesOutWhatNeedsThem()
    {
        DarsData decodesOnly = DarsData.Prepare(DarsTables.Table(
            [.. DarsTables.Decodes("x", "m", "a", 1, 1, 0), .. DarsTables.Decodes("x", "n", "a", 2, 1, 0)]), new DarsDataOptions());

        Enum.GetValues<SupervisionVariant>().Where(variant => !SupervisionBuilder.IsPossible(decodesOnly, variant))
            .ShouldBe([SupervisionVariant.InputOnly, SupervisionVariant.RewriteRisk]);
        Enum.GetValues<SupervisionVariant>().ShouldAllBe(variant => SupervisionBuilder.IsPossible(Data, variant));
    }

    [Theory]
    [InlineData(SupervisionVariant.Full)]
    [InlineData(SupervisionVariant.NoRisk)]
    [InlineData(SupervisionVariant.RewriteRisk)]
    [InlineData(SupervisionVariant.DecodeRisk)]
    public void Build_FromMergedCells_EqualsTheLabelsOfOnePass(SupervisionVariant variant)
    {
        ObservationTable table = Simulator.Observations(new ObservationSimulationOptions { Queries = 30, Models = 3, Seed = 4 }).Table;
        DarsData data = DarsData.Prepare(table, new DarsDataOptions());
        CellStore cells = Enumerable.Range(0, 7)
            .Select(s => CellStore.Of(table.SelectObservations([.. Enumerable.Range(0, table.Count).Where(j => j % 7 == s)])))
            .Aggregate((merged, shard) => shard.Merge(merged));

        RoutingLabels one = SupervisionBuilder.Build(data, [.. Enumerable.Range(0, 30)], variant, 1);
        RoutingLabels many = SupervisionBuilder.Build(cells, [.. table.Queries.Select(q => q.Id)], table.Models, variant, CostScale.Of(table.CostUsd));

        many.Quality.Values.ShouldBe(one.Quality.Values, 1e-12);
        many.Cost.Values.ShouldBe(one.Cost.Values, 1e-12);
        (many.Risk is null).ShouldBe(variant == SupervisionVariant.NoRisk);
        (many.Risk?.Values ?? []).ShouldBe(one.Risk?.Values ?? [], 1e-12);
    }

    [Fact]
    public void Build_SingleShotFromCells_IsRefused() => Should.Throw<ArgumentOutOfRangeException>(() =>
        SupervisionBuilder.Build(CellStore.Empty, ["x"], ["m"], SupervisionVariant.SingleShot, new CostScale(0, 1)));

    private static RoutingLabels Build(SupervisionVariant variant, ulong seed = 1) => SupervisionBuilder.Build(Data, [0], variant, seed);
}
