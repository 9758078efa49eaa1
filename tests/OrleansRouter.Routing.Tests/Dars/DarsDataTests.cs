using OrleansRouter.Routing.Dars;
using OrleansRouter.Routing.Data;

namespace OrleansRouter.Routing.Tests.Dars;

public sealed class DarsDataTests
{
    [Fact]
    public void Prepare_ModelsThatCannotBeCompared_AreLeftOutWithTheReason()
    {
        DarsData data = DarsData.Prepare(DarsTables.Table(
        [
            .. DarsTables.Decodes("x", "m", "a", 1, 1, 0), .. DarsTables.Decodes("x", "n", "a", 2, 1, 0),
            .. DarsTables.Decodes("x", "once", "a", 2, 1), .. DarsTables.Decodes("x", "free", "a", double.NaN, 1, 0),
            .. DarsTables.Decodes("y", "m", "a", 1, 1, 0),
        ]), new DarsDataOptions());

        data.Table.Models.ShouldBe(["m", "n"]);
        data.ModelsLeftOut.ShouldBe(new Dictionary<string, string> { ["once"] = "no query was observed twice", ["free"] = "its cost is not known" }, ignoreOrder: true);
        data.Queries.ShouldBe(1);
        data.QueriesLeftOut.ShouldBe(1);
        data.CostSource.ShouldBe(CostSource.Recorded);
    }

    [Fact]
    public void Prepare_ModelAskedForThatCannotBeUsed_IsRefused() => Should.Throw<ArgumentException>(() => DarsData.Prepare(
        DarsTables.Table([.. DarsTables.Decodes("x", "m", "a", 1, 1, 0), .. DarsTables.Decodes("x", "once", "a", 2, 1)]),
        new DarsDataOptions { Models = ["m", "once"] })).Message.ShouldBe("Model 'once' cannot be used: no query was observed twice.");

    [Fact]
    public void Prepare_UnknownName_ListsTheNames() => Should.Throw<ArgumentException>(() => DarsData.Prepare(
        DarsTables.TwoModels().Table, new DarsDataOptions { Models = ["m", "z"] })).Message.ShouldBe("No model 'z'; there are: 'm', 'n'.");

    [Fact]
    public void Prepare_PriceList_EstimatesFourCharactersAToken_AndSkipsHiddenReasoning()
    {
        // "prompt x" has 8 characters: (8·10 + 40·20)/4 and (8·10 + 120·20)/4 USD per million.
        var prices = new PriceList(
            new Dictionary<string, ModelPrice> { ["p"] = new("p", "", "", 10, 20, null, null) },
            new Dictionary<(string, string), string> { [("set", "m")] = "p", [("set", "n")] = "p", [("set", "deepseek-r1")] = "p" });
        ObservationTable table = DarsTables.Table(
            new("x", "m", "a", 0, 1, Chars: 40), new("x", "m", "a", 1, 1), new("x", "n", "a", 0, 1, Chars: 120), new("x", "n", "a", 1, 1, Chars: 40),
            new("x", "deepseek-r1", "a", 0, 1, Chars: 9), new("x", "deepseek-r1", "a", 1, 1, Chars: 9));

        DarsData data = DarsData.Prepare(table, new DarsDataOptions { Prices = prices, PriceDataset = "set" });

        data.CostSource.ShouldBe(CostSource.Estimated);
        data.Table.CostUsd.ShouldBe([220e-6, 220e-6, 620e-6, 220e-6], 1e-15);
        data.Cost.ShouldBe([0.0, 0, 1, 0], 1e-9);
        data.ImputedCosts.ShouldBe(1);
        data.ModelsLeftOut.Keys.ShouldBe(["deepseek-r1"]);
    }

    [Fact]
    public void Prepare_NormaliseByTask_EveryTaskHasItsOwnRange()
    {
        ObservationTable table = DarsTables.Table(
        [
            .. DarsTables.Decodes("x", "m", "a", 1, 1, 0), .. DarsTables.Decodes("x", "n", "a", 2, 1, 0),
            .. DarsTables.Decodes("y", "m", "a", 10, 1, 0), .. DarsTables.Decodes("y", "n", "a", 30, 1, 0),
        ]);

        DarsData.Prepare(table, new DarsDataOptions { NormaliseByTask = true }).Cost.ShouldBe([0, 0, 1, 1, 0, 0, 1, 1]);
        DarsData.Prepare(table, new DarsDataOptions()).Cost[2].ShouldBe(1.0 / 29, 1e-12);
    }

    [Fact]
    public void Prepare_OriginalRewrite_IsTheMarkedOneElseTheFirst()
    {
        ObservationTable Table(string rewrite) => DarsTables.Table(
            [.. DarsTables.Decodes("x", "m", "a", 1, 1, 0), .. DarsTables.Decodes("x", "m", rewrite, 1, 1, 0), .. DarsTables.Decodes("x", "n", "a", 1, 1, 0)]);

        DarsData.Prepare(Table("original"), new DarsDataOptions()).OriginalRewrite.ShouldBe(1);
        DarsData.Prepare(Table("b"), new DarsDataOptions()).OriginalRewrite.ShouldBe(0);
        DarsData.Prepare(Table("b"), new DarsDataOptions { OriginalRewrite = "b" }).OriginalRewrite.ShouldBe(1);
    }
}
