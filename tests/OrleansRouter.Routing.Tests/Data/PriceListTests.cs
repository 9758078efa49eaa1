using OrleansRouter.Routing.Data;
using OrleansRouter.TestKit;

namespace OrleansRouter.Routing.Tests.Data;

public sealed class PriceListTests : IDisposable
{
    private const string Prices = """
        model_key,provider,mode,input_usd_per_token,output_usd_per_token,max_input_tokens,max_output_tokens
        openai/gpt-x,openai,chat,9e-07,2.5e-06,16384,
        free,,,0,0,,
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_PricesAndAliasesInAnyOrder_FindsByEitherName()
    {
        string aliases = _folder.Write("aliases.csv", "dataset,model,price_key\nset,gpt-x,openai/gpt-x\n");

        PriceList list = PriceList.Read([aliases, _folder.WriteGzip("prices.csv.gz", Prices)]);

        var expected = new ModelPrice("openai/gpt-x", "openai", "chat", 0.9, 2.5, 16384, null);
        list.Find("set", "gpt-x").ShouldBe(expected);
        list.Find("other", "openai/gpt-x").ShouldBe(expected);
        list.Find("other", "gpt-x").ShouldBeNull();
        list.Find("any", "free").ShouldBe(new ModelPrice("free", "", "", 0, 0, null, null));
    }

    [Fact]
    public void EstimateUsd_FourCharactersAToken_PricesInputAndOutput() =>
        new ModelPrice("m", "", "", 2, 10, null, null).EstimateUsd(promptChars: 400, outputChars: 40).ShouldBe((100 * 2e-6) + (10 * 1e-5), 1e-18);

    [Theory]
    [InlineData("m,p,chat,1e-6,,1,1", "'output_usd_per_token' is \"\"; expected a number in [0, 1].")]
    [InlineData("m,p,chat,-1,1,1,1", "'input_usd_per_token' is \"-1\"; expected a number in [0, 1], true, false or an empty cell.")]
    [InlineData("free,p,chat,0,0,1,1", "'model_key' is \"free\"; expected each model once.")]
    public void Read_MalformedPrice_NamesPlaceAndProblem(string row, string problem)
    {
        string file = _folder.Write("prices.csv", $"{Prices}\n{row}\n");

        Should.Throw<DataFormatException>(() => PriceList.Read([file])).Message.ShouldBe($"{file} line 4: {problem}");
    }

    [Fact]
    public void Read_AliasWithoutItsPrice_IsRefused()
    {
        string file = _folder.Write("aliases.csv", "dataset,model,price_key\nset,m,unknown\n");

        Should.Throw<DataFormatException>(() => PriceList.Read([file])).Message.ShouldBe(
            $"{file} line 2: 'price_key' is \"unknown\"; expected the model_key of a price; give the prices together with the aliases.");
    }

    [SkippableFact]
    public void Read_SharedPrices_KnowsEveryModelAndAlias()
    {
        PriceList list = PriceList.Read([SharedData.Require("prices/aliases.csv"), SharedData.Require("prices/model_prices.csv.gz")]);

        list.Prices.Count.ShouldBe(1460);
        list.Aliases.Count.ShouldBe(59);
        list.Find("mot-repeated", "gpt-4")!.InputUsdPerMillionTokens.ShouldBeGreaterThan(list.Find("mot-repeated", "gpt-3.5-turbo")!.InputUsdPerMillionTokens);
    }
}
